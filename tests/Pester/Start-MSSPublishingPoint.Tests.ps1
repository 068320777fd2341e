BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Start-MSSPublishingPoint' {
    BeforeEach {
        $null = Start-MSSServer $TestDrive -Port 0
        $null = 'cam1', 'cam2' | New-MSSPublishingPoint
        Stop-MSSPublishingPoint *
    }

    AfterEach {
        Get-MSSServer | Stop-MSSServer
    }

    It 'leaves <Left> after <Script>' -ForEach @(
        @{ Script = { Start-MSSPublishingPoint cam1 }; Left = 'Idle', 'Stopped' }
        @{ Script = { Get-MSSPublishingPoint | Start-MSSPublishingPoint }; Left = 'Idle', 'Idle' }
        @{ Script = { 'cam2' | Start-MSSPublishingPoint }; Left = 'Stopped', 'Idle' }
        @{ Script = { Start-MSSPublishingPoint * -WhatIf }; Left = 'Stopped', 'Stopped' }
    ) {
        . $Script

        (Get-MSSPublishingPoint).State | Should -Be $Left
    }

    It 'writes the points with -PassThru' {
        Stop-MSSPublishingPoint cam1

        (Start-MSSPublishingPoint cam1 -PassThru).State | Should -Be 'Idle'
    }

    It 'writes NotFound for a point that is none' {
        Start-MSSPublishingPoint none -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.StartMssPublishingPointCommand'
    }
}
