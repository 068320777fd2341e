BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Stop-MSSService' {
    It 'ends the process, and no broadcast' {
        $service = Start-MSSService "$TestDrive/state"
        $null = $service | Connect-MSSService -Name stop
        Add-MSSLocalStream clip -Path "$PSScriptRoot/../golden/inputs/mp4/bframes.mp4" -Loop
        $null = New-MSSStream clip -TargetFolder "$TestDrive/web" -GroupName live -ChunkLength 1
        while ((Get-MSSGroup live).FragmentCount -lt 4) { Start-Sleep -Milliseconds 50 }

        Stop-MSSService -Name stop

        Get-Process -Id $service.ProcessId -ErrorAction Ignore | Should -BeNullOrEmpty
        Get-Content "$TestDrive/web/live/manifest.ismc" -Raw | Should -Match 'IsLive="TRUE"'
        Disconnect-MSSService stop
    }

    It 'writes Unavailable where none runs' {
        Stop-MSSService "$TestDrive/nothing" -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'Unavailable,MssTools.Cmdlets.StopMssServiceCommand'
    }
}
