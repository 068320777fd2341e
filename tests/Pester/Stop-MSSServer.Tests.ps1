BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Stop-MSSServer' {
    AfterEach {
        Get-MSSServer | Stop-MSSServer
    }

    It 'stops the server of <Script>' -ForEach @(
        @{ Script = { Stop-MSSServer $server.Port } }
        @{ Script = { Stop-MSSServer -Id $server.Id } }
        @{ Script = { $server | Stop-MSSServer } }
    ) {
        $server = Start-MSSServer $TestDrive -Port 0
        $other = Start-MSSServer $TestDrive -Port 0

        . $Script

        (Get-MSSServer).Id | Should -Be $other.Id
        { Invoke-WebRequest "$($server.Url)healthz" } | Should -Throw
    }

    It 'stops nothing under -WhatIf' {
        $server = Start-MSSServer $TestDrive -Port 0

        $server | Stop-MSSServer -WhatIf

        (Get-MSSServer).Id | Should -Be $server.Id
    }

    It 'writes the server with -PassThru' {
        $server = Start-MSSServer $TestDrive -Port 0

        (Stop-MSSServer $server.Port -PassThru).Url | Should -Be $server.Url
    }

    It 'writes NotFound for a server that is none' {
        Stop-MSSServer -Id 4711 -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.StopMssServerCommand'
    }
}
