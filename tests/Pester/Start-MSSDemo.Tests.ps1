BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Start-MSSDemo' {
    AfterEach {
        Stop-MSSDemo -ErrorAction Ignore
        Get-MSSServer | Stop-MSSServer
        Get-MSSStream | Remove-MSSStream
    }

    It 'makes a live channel of three renditions, and serves it with its page' {
        $demo = Start-MSSDemo "$TestDrive/web" -Port 0

        (Get-MSSGroup demo).RenditionCount | Should -Be 3
        (Get-MSSGroup demo).TargetFolder | Should -Be $demo.TargetFolder
        (Get-MSSServer).Id | Should -Be $demo.ServerId
        (Invoke-WebRequest $demo.PlayerUrl -SkipHttpErrorCheck).Headers['Content-Type'] | Should -BeLike 'text/html*' # with 404 until something is there, and it waits for that
        "$demo" | Should -BeExactly $demo.PlayerUrl
    }

    It 'can be played after some seconds' {
        $demo = Start-MSSDemo "$TestDrive/web" -Port 0
        $end = [DateTime]::UtcNow.AddSeconds(60)
        do {
            Start-Sleep -Milliseconds 500
            $answer = Invoke-WebRequest $demo.ManifestUrl -SkipHttpErrorCheck
        } until ($answer.StatusCode -eq 200 -or [DateTime]::UtcNow -gt $end)

        $manifest = ([xml]$answer.Content).SmoothStreamingMedia
        $manifest.IsLive | Should -BeExactly 'TRUE'
        ($manifest.StreamIndex | Where-Object Type -EQ video).QualityLevel.MaxWidth | Should -Be 256, 640, 1280
        Get-MSSFinding "$($demo.TargetFolder)/demo" -Severity Error | Should -BeNullOrEmpty
    }

    It 'writes the same object while it runs' {
        $first = Start-MSSDemo "$TestDrive/web" -Port 0

        $second = Start-MSSDemo -WarningVariable warnings

        $second | Should -Be $first
        $warnings | Should -BeNullOrEmpty
        @(Get-MSSServer).Count | Should -Be 1
    }

    It 'warns where another <Setting> is asked for while it runs' -ForEach @(
        @{ Setting = 'folder'; Script = { Start-MSSDemo "$TestDrive/other" -WarningVariable warnings -WarningAction SilentlyContinue } }
        @{ Setting = 'port'; Script = { Start-MSSDemo -Port 1 -WarningVariable warnings -WarningAction SilentlyContinue } }
    ) {
        $first = Start-MSSDemo "$TestDrive/web" -Port 0

        $second = . $Script

        $second | Should -Be $first
        $warnings | Should -Match "$Setting|in '"
    }

    It 'takes another port where one is taken, and says so' {
        $port = (Start-MSSServer $TestDrive -Port 0).Port

        $demo = Start-MSSDemo "$TestDrive/web" -Port $port -WarningVariable warnings -WarningAction SilentlyContinue

        $warnings | Should -BeLike "*$port is taken*"
        ([uri]$demo.PlayerUrl).Port | Should -Not -Be $port
    }

    It 'starts a server again that was stopped' {
        $first = Start-MSSDemo "$TestDrive/web" -Port 0
        Get-MSSServer | Stop-MSSServer

        $second = Start-MSSDemo -Port 0

        $second.TargetFolder | Should -Be $first.TargetFolder
        (Get-MSSServer).Id | Should -Be $second.ServerId
        @(Get-MSSGroup).Count | Should -Be 1
    }

    It 'starts again where its streams were stopped' {
        $first = Start-MSSDemo "$TestDrive/web" -Port 0
        Get-MSSStream | Stop-MSSStream

        $second = Start-MSSDemo "$TestDrive/web" -Port 0

        $second | Should -Be $first
        (Get-MSSGroup demo).State | Should -BeIn Waiting, Running
    }

    It 'leaves a group alone that is not its own' {
        # As many renditions, so that it could be taken for an earlier demo.
        $uris = 300000, 400000, 500000 | ForEach-Object { "test:?width=256&height=144&duration=4&bitrate=$_" }
        New-MSSStream -LocalStreamName one, two, three -Uri $uris -TargetFolder "$TestDrive/mine" -GroupName demo -IsLive $false -Wait
        $before = Get-Content "$TestDrive/mine/demo/manifest.ismc" -Raw

        Start-MSSDemo "$TestDrive/mine" -Port 0 -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'AlreadyExists,MssTools.Cmdlets.StartMssDemoCommand'
        Get-Content "$TestDrive/mine/demo/manifest.ismc" -Raw | Should -BeExactly $before
        Get-MSSServer | Should -BeNullOrEmpty
    }

    It 'refuses a folder that is served already' {
        $null = New-Item "$TestDrive/served" -ItemType Directory
        Start-MSSServer "$TestDrive/served" -Port 0

        Start-MSSDemo "$TestDrive/served" -Port 0 -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'InvalidTarget,MssTools.Cmdlets.StartMssDemoCommand'
        Get-MSSStream | Should -BeNullOrEmpty
    }

    It 'starts nothing under -WhatIf' {
        Start-MSSDemo -WhatIf

        Get-MSSStream | Should -BeNullOrEmpty
        Get-MSSServer | Should -BeNullOrEmpty
    }

    It 'tells with -Verbose what it does' {
        $said = Start-MSSDemo "$TestDrive/web" -Port 0 -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }

        "$said" | Should -BeLike '*Packaging into*test:*serves*'
    }
}
