BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Stop-MSSIngest' {
    It 'closes the port, which can then be opened again' {
        $ingest = Start-MSSIngest -Port 0

        Stop-MSSIngest $ingest.Port

        Get-MSSIngest | Should -BeNullOrEmpty
        (Start-MSSIngest $ingest.Port).Port | Should -Be $ingest.Port
    }

    It 'takes ports from the pipeline' {
        $null = Start-MSSIngest -Port 0
        $null = Start-MSSIngest -Port 0

        Get-MSSIngest | Stop-MSSIngest

        Get-MSSIngest | Should -BeNullOrEmpty
    }

    It 'closes nothing under -WhatIf' {
        $ingest = Start-MSSIngest -Port 0

        Stop-MSSIngest $ingest.Port -WhatIf

        (Get-MSSIngest).Port | Should -Be $ingest.Port
    }

    It 'writes the ingest with -PassThru' {
        $ingest = Start-MSSIngest -Port 0

        (Stop-MSSIngest $ingest.Port -PassThru).Port | Should -Be $ingest.Port
    }

    It 'writes NotFound for a port that nothing listens on' {
        Stop-MSSIngest 1 -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.StopMssIngestCommand'
    }

    AfterEach {
        Get-MSSIngest | Stop-MSSIngest
    }
}
