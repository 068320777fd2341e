BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Remove-MSSLocalStream' {
    BeforeEach {
        Remove-MSSLocalStream *
        Add-MSSLocalStream a "$TestDrive/a.mp4"
        Add-MSSLocalStream b "$TestDrive/b.mp4"
    }

    It 'leaves <Left> after <Script>' -ForEach @(
        @{ Script = { Remove-MSSLocalStream a }; Left = 'b' }
        @{ Script = { Remove-MSSLocalStream * }; Left = $null }
        @{ Script = { Get-MSSLocalStream a | Remove-MSSLocalStream }; Left = 'b' }
        @{ Script = { 'a', 'b' | Remove-MSSLocalStream }; Left = $null }
        @{ Script = { Remove-MSSLocalStream x* }; Left = 'a', 'b' }
        @{ Script = { Remove-MSSLocalStream * -WhatIf }; Left = 'a', 'b' }
    ) {
        & $Script

        (Get-MSSLocalStream).Name | Should -Be $Left
    }

    It 'writes NotFound for a name that is none' {
        Remove-MSSLocalStream none -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.RemoveMssLocalStreamCommand'
    }

    AfterAll {
        Remove-MSSLocalStream *
    }
}
