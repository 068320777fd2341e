BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Get-MSSPublishingPoint' {
    BeforeEach {
        $server = Start-MSSServer $TestDrive -Port 0
        $null = 'cam1', 'cam2' | New-MSSPublishingPoint
    }

    AfterEach {
        Get-MSSServer | Stop-MSSServer
    }

    It 'finds <Expected> with <Script>' -ForEach @(
        @{ Script = { Get-MSSPublishingPoint }; Expected = 'cam1', 'cam2' }
        @{ Script = { Get-MSSPublishingPoint CAM1 }; Expected = 'cam1' }
        @{ Script = { Get-MSSPublishingPoint *2 }; Expected = 'cam2' }
        @{ Script = { Get-MSSPublishingPoint -ServerId $server.Id }; Expected = 'cam1', 'cam2' }
        @{ Script = { Get-MSSPublishingPoint cam1 | Get-MSSPublishingPoint }; Expected = 'cam1' }
        @{ Script = { Get-MSSPublishingPoint x* }; Expected = $null }
    ) {
        (. $Script).Name | Should -Be $Expected
    }

    It 'shows a point in a table' {
        Get-MSSPublishingPoint cam1 | Out-String | Should -Match 'cam1 +Idle'
    }

    It 'writes NotFound for a point that is none' {
        Get-MSSPublishingPoint none -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.GetMssPublishingPointCommand'
    }
}
