BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Get-MSSService' {
    It 'says how it is with each connection' {
        $null = Start-MSSService "$TestDrive/state" | Connect-MSSService -Name watched
        (Get-MSSService watched).State | Should -Be 'Running'

        Stop-MSSService "$TestDrive/state"

        $gone = Get-MSSService watched
        $gone.State | Should -Be 'Unreachable'
        $gone.LastError | Should -Match 'cannot be reached'
        Disconnect-MSSService watched
    }

    It 'writes NotFound for a name that is none' {
        Get-MSSService nobody -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.GetMssServiceCommand'
    }
}
