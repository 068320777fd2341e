BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Start-MSSService' {
    AfterEach {
        Stop-MSSService "$TestDrive/state" -ErrorAction Ignore
    }

    It 'runs the engine in another process, and is ready when it returns' {
        $service = Start-MSSService "$TestDrive/state"

        $service.State | Should -Be 'Running'
        $service.ProcessId | Should -Not -Be $PID
        (Get-Process -Id $service.ProcessId).HasExited | Should -BeFalse
    }

    It 'is refused where a service has the folder' {
        $null = Start-MSSService "$TestDrive/state"

        Start-MSSService "$TestDrive/state" -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'AlreadyRunning,MssTools.Cmdlets.StartMssServiceCommand'
    }

    It 'leaves a folder of another version alone' {
        $null = New-Item -ItemType Directory "$TestDrive/other"
        '99' | Set-Content "$TestDrive/other/version"

        Start-MSSService "$TestDrive/other" -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'InvalidSetting,MssTools.Cmdlets.StartMssServiceCommand'
        $failure.Exception.Message | Should -Match "version '99'"
    }

    It 'starts nothing with -WhatIf' {
        Start-MSSService "$TestDrive/none" -WhatIf

        "$TestDrive/none" | Should -Not -Exist
    }

    It 'takes commands of EvoStream Media Server with -EvoStreamApi alone' {
        (Start-MSSService "$TestDrive/state").TakesEvoStream | Should -BeFalse
        Invoke-RestMethod http://localhost/version -UnixSocket "$TestDrive/state/control.sock" -SkipHttpErrorCheck -StatusCodeVariable without | Out-Null
        Stop-MSSService "$TestDrive/state"
        (Start-MSSService "$TestDrive/state" -EvoStreamApi).TakesEvoStream | Should -BeTrue

        $answer = Invoke-RestMethod http://localhost/version -UnixSocket "$TestDrive/state/control.sock"

        $without | Should -Be 404
        $answer.status | Should -BeExactly 'SUCCESS'
        $answer.data.releaseNumber | Should -Be (Get-Module MssTools).Version
    }

    It 'writes its log with -Wait, until it is stopped' {
        $waiting = Start-ThreadJob { Import-Module $args[0]; Start-MSSService $args[1] -Wait } -ArgumentList "$PSScriptRoot/../../MssTools.psd1", "$TestDrive/state"
        while (-not (Test-Path "$TestDrive/state/control.sock")) { Start-Sleep -Milliseconds 50 }

        Stop-MSSService "$TestDrive/state"

        $lines = Receive-Job $waiting -Wait -AutoRemoveJob | ConvertFrom-Json
        $lines.event | Should -Contain 'started' # it answers a moment before it says so
        $lines[-1].event | Should -Be 'stopped'
    }
}
