BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Get-MSSServer' {
    BeforeEach {
        $server = Start-MSSServer $TestDrive -Port 0
    }

    AfterEach {
        Get-MSSServer | Stop-MSSServer
    }

    It 'counts requests and errors' {
        $null = Invoke-WebRequest "$($server.Url)healthz"
        $null = Invoke-WebRequest "$($server.Url)none" -SkipHttpErrorCheck

        $now = Get-MSSServer $server.Port

        $now.Requests | Should -Be 2
        $now.Errors[404] | Should -Be 1
    }

    It 'writes NotFound for a port that is none' {
        Get-MSSServer 1 -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.GetMssServerCommand'
    }
}
