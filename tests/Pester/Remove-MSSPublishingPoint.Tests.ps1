BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Remove-MSSPublishingPoint' {
    BeforeEach {
        $null = Start-MSSServer $TestDrive -Port 0
        $null = 'cam1', 'cam2' | New-MSSPublishingPoint
    }

    AfterEach {
        Get-MSSServer | Stop-MSSServer
    }

    It 'leaves <Left> after <Script>' -ForEach @(
        @{ Script = { Remove-MSSPublishingPoint cam1 }; Left = 'cam2' }
        @{ Script = { Get-MSSPublishingPoint | Remove-MSSPublishingPoint }; Left = $null }
        @{ Script = { 'cam1', 'cam2' | Remove-MSSPublishingPoint }; Left = $null }
        @{ Script = { Remove-MSSPublishingPoint *1 }; Left = 'cam2' }
        @{ Script = { Remove-MSSPublishingPoint * -ServerId 4711 }; Left = 'cam1', 'cam2' }
        @{ Script = { Remove-MSSPublishingPoint * -WhatIf }; Left = 'cam1', 'cam2' }
    ) {
        . $Script

        (Get-MSSPublishingPoint).Name | Should -Be $Left
    }

    It 'writes NotFound for a point that is none' {
        Remove-MSSPublishingPoint none -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.RemoveMssPublishingPointCommand'
    }
}
