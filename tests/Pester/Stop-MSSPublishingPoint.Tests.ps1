BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Stop-MSSPublishingPoint' {
    BeforeEach {
        $null = Start-MSSServer $TestDrive -Port 0
        $null = 'cam1', 'cam2' | New-MSSPublishingPoint
    }

    AfterEach {
        Get-MSSServer | Stop-MSSServer
    }

    It 'leaves <Left> after <Script>' -ForEach @(
        @{ Script = { Stop-MSSPublishingPoint cam1 }; Left = 'Stopped', 'Idle' }
        @{ Script = { Get-MSSPublishingPoint | Stop-MSSPublishingPoint }; Left = 'Stopped', 'Stopped' }
        @{ Script = { 'cam2' | Stop-MSSPublishingPoint }; Left = 'Idle', 'Stopped' }
        @{ Script = { Stop-MSSPublishingPoint * -WhatIf }; Left = 'Idle', 'Idle' }
    ) {
        . $Script

        (Get-MSSPublishingPoint).State | Should -Be $Left
    }

    It 'writes the points with -PassThru, and nothing without' {
        Stop-MSSPublishingPoint cam2 | Should -BeNullOrEmpty
        (Stop-MSSPublishingPoint cam1 -PassThru | Select-Object Name, State | Out-String).Trim() | Should -Match 'cam1\s+Stopped'
    }

    It 'writes NotFound for a point that is none' {
        Stop-MSSPublishingPoint none -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.StopMssPublishingPointCommand'
    }
}
