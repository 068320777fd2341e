BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Install-MSSService' {
    It 'shows what it would write, and writes nothing' {
        Start-Transcript "$TestDrive/shown.txt" | Out-Null
        Install-MSSService "$TestDrive/state 100%" -Name msstools-test -WhatIf
        Stop-Transcript | Out-Null

        "$TestDrive/state 100%" | Should -Not -Exist
        $shown = Get-Content "$TestDrive/shown.txt" -Raw
        $shown | Should -Match 'msstools-test'
        if ($IsLinux) {
            $shown | Should -Match 'Type=notify'
            $shown | Should -Match '"[^"]*/state 100%%"'
        }
    }

    It 'has the switch of EvoStream commands in the command line' {
        Start-Transcript "$TestDrive/with.txt" | Out-Null
        Install-MSSService "$TestDrive/state" -Name msstools-test -EvoStreamApi -WhatIf
        Stop-Transcript | Out-Null

        Get-Content "$TestDrive/with.txt" -Raw | Should -Match '-EvoStreamApi|--evostream-api'
    }

    It 'refuses a name that is none' {
        { Install-MSSService "$TestDrive/state" -Name '../x' -WhatIf } | Should -Throw
    }
}
