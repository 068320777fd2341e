BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
    $null = Start-MSSService "$TestDrive/state"
}

AfterAll {
    Stop-MSSService "$TestDrive/state"
}

Describe 'Connect-MSSService' {
    AfterEach {
        Disconnect-MSSService
    }

    It 'has cmdlets act on the service' {
        $null = Connect-MSSService "$TestDrive/state" -Name one

        (Add-MSSLocalStream later -Path "$TestDrive/later.mp4" -PassThru).Service | Should -Be 'one'
        (Get-MSSLocalStream later).Service | Should -Be 'one'
        Get-MSSLocalStream later -Service '' -ErrorAction Ignore | Should -BeNullOrEmpty
        Get-MSSLocalStream later | Remove-MSSLocalStream
    }

    It 'gives the name to jobs, which have an engine of their own where they do not use it' {
        $null = Connect-MSSService "$TestDrive/state" -Name one
        Add-MSSLocalStream later -Path "$TestDrive/later.mp4"

        $seen = 1 | ForEach-Object -Parallel { Import-Module "$using:PSScriptRoot/../../MssTools.psd1"; Get-MSSLocalStream later -Service one }

        $seen.Service | Should -Be 'one'
        Remove-MSSLocalStream later
    }

    It 'is refused by a machine that does not answer' {
        $credential = [pscredential]::new('operator', (ConvertTo-SecureString 'secret' -AsPlainText -Force))

        Connect-MSSService -ComputerName 127.0.0.1 -Port 9 -Credential $credential -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'Unavailable,MssTools.Cmdlets.ConnectMssServiceCommand'
        "$failure" | Should -Not -Match 'secret'
    }
}
