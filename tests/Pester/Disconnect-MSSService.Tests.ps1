BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Disconnect-MSSService' {
    It 'leaves the service running, and acts on the session again' {
        $service = Start-MSSService "$TestDrive/state"
        $null = $service | Connect-MSSService -Name leaving
        Add-MSSLocalStream there -Path "$TestDrive/later.mp4"

        Disconnect-MSSService leaving

        Get-MSSLocalStream there -ErrorAction Ignore | Should -BeNullOrEmpty
        $null = Connect-MSSService "$TestDrive/state" -Name leaving
        (Get-MSSLocalStream there).Name | Should -Be 'there'
        Stop-MSSService "$TestDrive/state"
        Disconnect-MSSService leaving
    }
}
