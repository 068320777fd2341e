BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Start-MSSIngest' {
    It 'opens a free port and tells which' {
        $ingest = Start-MSSIngest -Port 0 -Address 127.0.0.1

        $ingest.Port | Should -BeGreaterThan 0
        $ingest.Address | Should -BeExactly '127.0.0.1'
        $ingest.Application | Should -BeExactly 'live'
        (Get-MSSIngest $ingest.Port).ConnectionCount | Should -Be 0
    }

    It 'takes <Because> as stream keys' -ForEach @(
        @{ Because = 'texts'; Key = 'one', 'two' }
        @{ Because = 'a table'; Key = @{ secret = 'one' } }
    ) {
        Start-MSSIngest -Port 0 -StreamKey $Key | Should -Not -BeNullOrEmpty
    }

    It 'writes <Id> for <Because>' -ForEach @(
        @{ Because = 'a port that is none'; Arguments = @{ Port = 65536 }; Id = 'InvalidSetting' }
        @{ Because = 'a name that is no folder'; Arguments = @{ Port = 0; StreamKey = '../up' }; Id = 'InvalidSetting' }
        @{ Because = 'no patience'; Arguments = @{ Port = 0; IdleTimeout = 0 }; Id = 'InvalidSetting' }
    ) {
        Start-MSSIngest @Arguments -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly "$Id,MssTools.Cmdlets.StartMssIngestCommand"
    }

    It 'writes AddressInUse for a port in use' {
        $ingest = Start-MSSIngest -Port 0 -Address 127.0.0.1

        Start-MSSIngest $ingest.Port -Address 127.0.0.1 -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'AddressInUse,MssTools.Cmdlets.StartMssIngestCommand'
    }

    It 'opens nothing under -WhatIf' {
        Start-MSSIngest -Port 0 -WhatIf

        Get-MSSIngest | Should -BeNullOrEmpty
    }

    AfterEach {
        Get-MSSIngest | Stop-MSSIngest
    }
}
