BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
    $clip = "$PSScriptRoot/../golden/inputs/mp4/bframes.mp4"
}

Describe 'Remove-MSSStream' {
    BeforeEach {
        New-MSSStream -Path $clip -TargetFolder "$TestDrive/webroot" -GroupName film -IsLive $false -Wait
        New-MSSStream one, two "$TestDrive/webroot" -GroupName pair
    }

    AfterEach {
        Get-MSSStream | Remove-MSSStream
    }

    It 'leaves <Left> after <Script>' -ForEach @(
        @{ Script = { Remove-MSSStream one }; Left = 'bframes', 'two' }
        @{ Script = { Remove-MSSStream -GroupName pair }; Left = 'bframes' }
        @{ Script = { Get-MSSStream | Where-Object State -EQ Completed | Remove-MSSStream }; Left = 'one', 'two' }
        @{ Script = { Get-MSSGroup pair | Remove-MSSStream }; Left = 'bframes' }
        @{ Script = { Remove-MSSStream -Id (Get-MSSStream two).Id }; Left = 'bframes', 'one' }
        @{ Script = { Remove-MSSStream -WhatIf }; Left = 'bframes', 'one', 'two' }
    ) {
        & $Script

        (Get-MSSStream).Name | Should -Be $Left
    }

    It 'leaves what was published, and forgets a group without streams' {
        Remove-MSSStream bframes

        "$TestDrive/webroot/film/manifest.ismc" | Should -Exist
        (Get-MSSGroup).GroupName | Should -Be 'pair'
    }

    It 'writes NotFound for a name that is none' {
        Remove-MSSStream none -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.RemoveMssStreamCommand'
    }
}
