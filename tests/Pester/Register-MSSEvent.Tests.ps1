BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"

    # As docs/events.md has it.
    $null = (Get-Content "$PSScriptRoot/../../docs/events.md" -Raw) -match '(?s)```powershell\n(?<code>function Test-WebhookSignature.*?)\n```'
    . ([scriptblock]::Create($Matches.code))

    function New-Film([string] $Name = 'film', [string[]] $Service = '') {
        $null = New-MSSStream -Uri 'test:?width=64&height=64&duration=3&gop=1' -TargetFolder $TestDrive -GroupName $Name -IsLive $false -ChunkLength 1 -Wait -Service $Service
    }
    function Wait-Until([scriptblock] $Condition) {
        $end = [DateTime]::UtcNow.AddSeconds(60)
        while (-not (. $Condition)) {
            if ([DateTime]::UtcNow -gt $end) { throw "Not so within a minute: $Condition" }
            $null = Wait-Event nothing -Timeout 1 # script blocks run meanwhile
        }
    }
}

Describe 'Register-MSSEvent' {
    AfterEach {
        Get-EventSubscriber -Force | Unregister-Event -Force
        Get-Event | Remove-Event
        Get-Job | Remove-Job -Force
        Get-MSSEventReceiver | Unregister-MSSEvent
        Get-MSSGroup | Remove-MSSGroup -DeleteFile -Force
    }

    It 'runs a script block with the event, until it is unregistered' {
        $job = Register-MSSEvent -GroupName fi* -SourceIdentifier mine -MessageData 7 -Action {
            [pscustomobject]@{ Event = $EventArgs.Event; Same = [object]::ReferenceEquals($EventArgs, $Event.SourceEventArgs); Data = $Event.MessageData; Source = "$Sender" }
        }
        $job | Should -BeOfType System.Management.Automation.PSEventJob
        (Get-EventSubscriber mine).EventName | Should -Be 'Happened'
        Get-Job mine | Should -Be $job

        New-Film
        New-Film other
        $seen = [Collections.Generic.List[object]]::new()
        Wait-Until { Receive-Job $job | ForEach-Object { $seen.Add($_) }; $seen.Event.State -contains 'Completed' }

        $seen[0].Event | Should -BeOfType MssTools.MssEvent
        $seen[0].Same | Should -BeTrue
        $seen[0].Data | Should -Be 7
        $seen[0].Source | Should -Be 'Events of this session'
        $seen.Event.GroupName | Select-Object -Unique | Should -Be 'film'
        ($seen.Event.Kind -eq 'FragmentPublished').Count | Should -BeGreaterThan 2
        $seen.Event.Kind | Should -Contain 'ManifestUpdated'
        Unregister-Event mine
        New-Film
        Start-Sleep -Milliseconds 300
        Receive-Job $job | Should -BeNullOrEmpty
    }

    It 'queues events without a script block' {
        Register-MSSEvent ManifestUpdated -SourceIdentifier manifests | Should -BeNullOrEmpty

        New-Film

        $waiting = Wait-Event manifests -Timeout 20
        $waiting.SourceEventArgs.Event.Kind | Should -Be 'ManifestUpdated'
        $waiting.SourceEventArgs.Event.GroupName | Should -Be 'film'
    }

    It 'ends by itself with -MaxTriggerCount' {
        $job = Register-MSSEvent FragmentPublished -MaxTriggerCount 2 -Action { 1 } -SourceIdentifier twice

        New-Film

        Wait-Until { -not (Get-EventSubscriber twice -ErrorAction Ignore) }
        (Receive-Job $job).Count | Should -Be 2
    }

    It 'tells of a stream that fails' {
        Register-MSSEvent Error -SourceIdentifier errors
        'no media' | Set-Content "$TestDrive/bad.mp4"

        $null = New-MSSStream -Path "$TestDrive/bad.mp4" -TargetFolder $TestDrive -GroupName bad -IsLive $false

        $happened = (Wait-Event errors -Timeout 20).SourceEventArgs.Event
        $happened.State | Should -Be 'Failed'
        $happened.ErrorCode | Should -Be 'Unsupported'
    }

    It 'ends with Remove-Module in its runspace' {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$PSScriptRoot/../../MssTools.psd1'; Register-MSSEvent -SourceIdentifier gone; Remove-Module MssTools; @(Get-EventSubscriber).Count")
            $shell.Invoke() | Should -Be 0
            $shell.Streams.Error | Should -BeNullOrEmpty
        }
        finally {
            $shell.Dispose()
        }
    }

    It 'signs a webhook as the page says' {
        $listener = [Net.HttpListener]::new()
        $port = ([Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0) | ForEach-Object { $_.Start(); $_.LocalEndpoint.Port; $_.Stop() })
        $listener.Prefixes.Add("http://127.0.0.1:$port/")
        $listener.Start()
        try {
            $secret = ConvertTo-SecureString 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' -AsPlainText -Force
            $receiver = Register-MSSEvent ManifestUpdated -Uri "http://127.0.0.1:$port/hook" -Secret $secret -Name hook
            $receiver.Target | Should -Be "http://127.0.0.1:$port/hook"

            New-Film
            $context = $listener.GetContextAsync()
            $context.Wait(20000) | Should -BeTrue
            $request = $context.Result.Request
            $body = [IO.MemoryStream]::new()
            $request.InputStream.CopyTo($body)
            $headers = @{}
            foreach ($name in $request.Headers.AllKeys) { $headers[$name] = $request.Headers[$name] }
            $context.Result.Response.Close()

            Test-WebhookSignature $headers $body.ToArray() 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' | Should -BeTrue
            Test-WebhookSignature $headers ($body.ToArray() + 32) 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' | Should -BeFalse
            Test-WebhookSignature $headers $body.ToArray() 'another' | Should -BeFalse
            $headers['webhook-timestamp'] = '1'
            Test-WebhookSignature $headers $body.ToArray() 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' | Should -BeFalse
            ([Text.Encoding]::UTF8.GetString($body.ToArray()) | ConvertFrom-Json).kind | Should -Be 'ManifestUpdated'
            Wait-Until { (Get-MSSEventReceiver hook).SentCount -eq 1 }
        }
        finally {
            $listener.Close()
        }
    }

    It 'writes a line for each event' {
        $null = Register-MSSEvent -Path "$TestDrive/events.jsonl" -GroupName film

        New-Film
        Unregister-MSSEvent events.jsonl

        $lines = Get-Content "$TestDrive/events.jsonl" | ConvertFrom-Json
        $lines[-1].state | Should -Be 'Completed'
        $lines.kind | Should -Contain 'FragmentPublished'
        $lines.groupName | Select-Object -Unique | Should -Be 'film'
    }

    It 'leaves alone what is there, changes it with -Force, and shows no secret' {
        $secret = ConvertTo-SecureString 'hunter2-verysecret' -AsPlainText -Force
        $first = Register-MSSEvent Error -Uri 'https://u:hunter2-verysecret@hooks.example.com/' -Secret $secret
        $again = Register-MSSEvent Error -Uri 'https://u:hunter2-verysecret@hooks.example.com/' -Secret $secret
        $again.Name | Should -Be 'hooks.example.com'

        Register-MSSEvent -Uri 'https://hooks.example.com/' -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure.FullyQualifiedErrorId | Should -BeExactly 'AlreadyExists,MssTools.Cmdlets.RegisterMssEventCommand'
        (Register-MSSEvent -Uri 'https://hooks.example.com/' -Force).Target | Should -Be 'https://hooks.example.com/'

        ($first, $again, $failure | Format-List * -Force | Out-String) + (Get-MSSEventReceiver | ConvertTo-Json) | Should -Not -Match 'verysecret'
    }

    It 'is refused as <Id>: <Script>' -ForEach @(
        @{ Id = 'InvalidSetting'; Script = 'Register-MSSEvent -Uri ftp://127.0.0.1/' }
        @{ Id = 'InvalidSetting'; Script = 'Register-MSSEvent -Uri http://127.0.0.1/ -RetryCount 21' }
        @{ Id = 'InvalidSetting'; Script = 'Register-MSSEvent -GroupName news[1 -Action { }' }
        @{ Id = 'InvalidSetting'; Script = 'Register-MSSEvent -Path $TestDrive/x.jsonl -MaximumSize 1' }
        @{ Id = 'NotFound'; Script = 'Register-MSSEvent -Path $TestDrive/none/x.jsonl' }
        @{ Id = 'NotFound'; Script = 'Register-MSSEvent -Service none -Action { }' }
        @{ Id = 'AlreadyExists'; Script = 'Register-MSSEvent -SourceIdentifier twice; Register-MSSEvent -SourceIdentifier twice' }
        @{ Id = 'AlreadyExists'; Script = '$null = Register-MSSEvent -Path $TestDrive/x.jsonl; Register-MSSEvent -Path $TestDrive/x.jsonl -Name other' }
    ) {
        . ([scriptblock]::Create($Script)) -ErrorVariable failure 2>$null
        $Error[0].FullyQualifiedErrorId | Should -BeExactly "$Id,MssTools.Cmdlets.RegisterMssEventCommand"
    }
}

Describe 'Register-MSSEvent -Service' {
    BeforeAll {
        $null = Start-MSSService "$TestDrive/s" | Connect-MSSService -Name studio
    }

    AfterEach {
        Get-EventSubscriber -Force | Unregister-Event -Force
        Get-Event | Remove-Event
        Get-Job | Remove-Job -Force
    }

    AfterAll {
        Stop-MSSService "$TestDrive/s"
        Disconnect-MSSService
        Get-MSSGroup | Remove-MSSGroup -DeleteFile -Force
    }

    It 'hears the service and the session in one subscription' {
        Register-MSSEvent ManifestUpdated -Service studio, '' -SourceIdentifier both

        New-Film here
        New-Film there studio

        Wait-Until { @(Get-Event both -ErrorAction Ignore).Count -ge 2 }
        (Get-Event both).SourceEventArgs.Event | Sort-Object GroupName | ForEach-Object Service | Should -Be '', 'studio'
    }

    It 'says that the service is lost and back, and goes on' {
        $job = Register-MSSEvent -Service studio -SourceIdentifier steady -Action { $EventArgs.Event }

        Stop-MSSService -Name studio
        $null = Start-MSSService "$TestDrive/s"
        $seen = [Collections.Generic.List[object]]::new()
        Wait-Until { Receive-Job $job | ForEach-Object { $seen.Add($_) }; $seen.Kind -contains 'ServiceBack' }
        New-Film again studio
        Wait-Until { Receive-Job $job | ForEach-Object { $seen.Add($_) }; $seen.Kind -contains 'ManifestUpdated' }

        $seen.Kind | Should -Contain 'ServiceLost'
        ($seen | Where-Object Kind -EQ 'ServiceLost').ErrorCode | Should -Be 'Unavailable'
        ($seen | Where-Object Kind -EQ 'ServiceBack').Missed | Should -BeGreaterOrEqual 1
        ($seen | Where-Object Kind -EQ 'ManifestUpdated').Service | Should -Be 'studio'
    }

    # 64 may listen at a time: what does not end would be refused.
    It 'ends when it is unregistered' {
        foreach ($i in 1..70) {
            Register-MSSEvent -Service studio -SourceIdentifier again -ErrorAction Stop
            Unregister-Event again
        }
    }

    It 'ends with its runspace' {
        foreach ($i in 1..70) {
            $runspace = [runspacefactory]::CreateRunspace()
            $runspace.Open()
            $shell = [powershell]::Create($runspace)
            $null = $shell.AddScript("Import-Module '$PSScriptRoot/../../MssTools.psd1'; Register-MSSEvent -Service studio -Action { } -ErrorAction Stop").Invoke()
            $shell.Streams.Error | Should -BeNullOrEmpty
            $shell.Dispose()
            $runspace.Dispose()
        }
    }

    It 'has the service write a file, also after a restart' {
        $null = Register-MSSEvent -Path "$TestDrive/service.jsonl" -Service studio
        Stop-MSSService -Name studio
        $null = Start-MSSService "$TestDrive/s"

        New-Film more studio
        Get-MSSEventReceiver -Service studio | Unregister-MSSEvent

        (Get-Content "$TestDrive/service.jsonl" | ConvertFrom-Json | Where-Object groupName -EQ more).kind | Should -Contain 'ManifestUpdated'
    }

    It 'writes Unavailable where the service does not answer' {
        Stop-MSSService -Name studio

        Register-MSSEvent -Service studio -Action { } -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'Unavailable,MssTools.Cmdlets.RegisterMssEventCommand'
        $null = Start-MSSService "$TestDrive/s"
    }
}
