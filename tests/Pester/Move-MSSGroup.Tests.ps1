BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
    $clip = "$PSScriptRoot/../golden/inputs/mp4/bframes.mp4"
}

Describe 'Move-MSSGroup' {
    BeforeAll {
        New-MSSStream -Path $clip -TargetFolder $TestDrive -GroupName film -IsLive $false -Wait
    }

    AfterAll {
        Get-MSSStream | Remove-MSSStream
    }

    It 'refuses without a cluster, and says what to do' {
        Get-MSSGroup film | Move-MSSGroup -Node other -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'InvalidSetting,MssTools.Cmdlets.MoveMssGroupCommand'
        $failure.ErrorDetails.RecommendedAction | Should -Match '-Cluster'
    }

    It 'writes NotFound for a group that is none' {
        Move-MSSGroup nothing -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.MoveMssGroupCommand'
    }

    It 'does nothing under -WhatIf' {
        Move-MSSGroup f* -WhatIf

        (Get-MSSGroup film).Node | Should -BeNullOrEmpty
    }
}
