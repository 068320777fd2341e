BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Unregister-MSSEvent' {
    BeforeEach {
        $null = Register-MSSEvent -Uri http://127.0.0.1:9/ -Name one
        $null = Register-MSSEvent -Path "$TestDrive/two.jsonl" -Name two
    }

    AfterEach {
        Get-MSSEventReceiver | Unregister-MSSEvent
    }

    It 'leaves <Left> with <Script>' -ForEach @(
        @{ Script = { Unregister-MSSEvent ONE }; Left = 'two' }
        @{ Script = { Unregister-MSSEvent * }; Left = $null }
        @{ Script = { 'two' | Unregister-MSSEvent }; Left = 'one' }
        @{ Script = { Get-MSSEventReceiver | Unregister-MSSEvent }; Left = $null }
        @{ Script = { Unregister-MSSEvent * -WhatIf }; Left = 'one', 'two' }
    ) {
        . $Script
        (Get-MSSEventReceiver).Name | Should -Be $Left
    }

    It 'leaves the file' {
        Unregister-MSSEvent two

        "$TestDrive/two.jsonl" | Should -Exist
    }

    It 'writes NotFound for a name that is none' {
        Unregister-MSSEvent none -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.UnregisterMssEventCommand'
    }
}
