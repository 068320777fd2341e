BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Get-MSSIngest' {
    It 'writes nothing where nothing listens' {
        Get-MSSIngest | Should -BeNullOrEmpty
    }

    It 'finds a port by its number, also from the pipeline' {
        $first = Start-MSSIngest -Port 0
        $null = Start-MSSIngest -Port 0

        @(Get-MSSIngest).Count | Should -Be 2
        ($first | Get-MSSIngest).Port | Should -Be $first.Port
    }

    It 'shows a port in a table' {
        $ingest = Start-MSSIngest -Port 0

        Get-MSSIngest | Out-String | Should -Match "$($ingest.Port).*live"
    }

    It 'writes NotFound for a port that nothing listens on' {
        Get-MSSIngest 1 -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.GetMssIngestCommand'
    }

    AfterEach {
        Get-MSSIngest | Stop-MSSIngest
    }
}
