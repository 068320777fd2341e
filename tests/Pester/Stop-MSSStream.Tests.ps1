BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
    $clip = "$PSScriptRoot/../golden/inputs/mp4/bframes.mp4"
}

Describe 'Stop-MSSStream' {
    BeforeEach {
        New-MSSStream one, two "$TestDrive/webroot" -GroupName pair
        New-MSSStream three "$TestDrive/webroot"
    }

    AfterEach {
        Get-MSSStream | Remove-MSSStream
    }

    It 'stops <Expected> with <Script>' -ForEach @(
        @{ Script = { Stop-MSSStream one }; Expected = 'one' }
        @{ Script = { Stop-MSSStream t* }; Expected = 'two', 'three' }
        @{ Script = { Stop-MSSStream -GroupName pair }; Expected = 'one', 'two' }
        @{ Script = { Get-MSSGroup pair | Stop-MSSStream }; Expected = 'one', 'two' }
        @{ Script = { Get-MSSStream three | Stop-MSSStream }; Expected = 'three' }
        @{ Script = { Stop-MSSStream -Id (Get-MSSStream two).Id }; Expected = 'two' }
        @{ Script = { Stop-MSSStream -WhatIf }; Expected = $null }
    ) {
        & $Script

        (Get-MSSStream | Where-Object State -EQ Stopped).Name | Should -Be $Expected
    }

    It 'makes a recording of a live group' {
        New-MSSStream -Path $clip -Loop -TargetFolder "$TestDrive/webroot" -GroupName live -ChunkLength 1 -LookAheadFragmentCount 0
        $manifest = "$TestDrive/webroot/live/manifest.ismc"
        $limit = [datetime]::UtcNow.AddSeconds(30)
        while (-not (Test-Path $manifest) -and [datetime]::UtcNow -lt $limit) { Start-Sleep -Milliseconds 50 }
        ([xml](Get-Content $manifest)).SmoothStreamingMedia.IsLive | Should -BeExactly 'TRUE'

        $stopped = Stop-MSSStream -GroupName live -PassThru

        $stopped.State | Should -Be 'Stopped'
        $recording = ([xml](Get-Content $manifest)).SmoothStreamingMedia
        $recording.IsLive | Should -Not -Be 'TRUE'
        [long]$recording.Duration | Should -BeGreaterThan 0
    }

    It 'writes NotFound for a name that is none' {
        Stop-MSSStream none -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.StopMssStreamCommand'
    }
}
