# What a terminal of 80 and of 160 columns shows, as text: tests/golden/views. MSS_UPDATE_GOLDEN=1 writes them anew.
BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
    $time = [DateTimeOffset]::new(2026, 2, 3, 4, 5, 6, [TimeSpan]::Zero)
    $folder = '/srv/customers/northern-television/www/live/smooth-streaming/channels'
    $tracks = [MssTools.MssTrack[]]@(
        @{ Type = 'video'; Name = 'video'; FourCC = 'H264'; Codec = 'H.264 High@4'; Bitrate = 4500000; Width = 1920; Height = 1080; FragmentCount = 1800; Bytes = 2GB; Duration = '01:00:00' }
        @{ Type = 'audio'; Name = 'audio'; FourCC = 'AACL'; Codec = 'AAC-LC 48000 Hz stereo'; Bitrate = 128000; SamplingRate = 48000; Channels = 2; FragmentCount = 1800; Bytes = 57MB; Duration = '01:00:00.012' }
    )
    $history = [MssTools.StateChange[]]@(
        @{ Time = $time; State = 'Waiting' }
        @{ Time = $time.AddSeconds(2); State = 'Running' }
        @{ Time = $time.AddHours(1); State = 'Waiting'; Reason = "The server answered 503: `e[31mred`e[0m. Connecting again in 2 s." }
    )
    $stream = [MssTools.MssStream]@{
        Id = 12; Name = 'evening news from the north, camera 2'; GroupName = 'evening news from the north'; TargetFolder = $folder; State = 'Waiting'
        Source = 'rtsp://camera-17.northern-television.example:554/axis-media/media.amp?videocodec=h264&resolution=1920x1080'
        Tracks = $tracks; FragmentCount = 3600; Bytes = 2.1GB; Duration = '1.02:00:00.012'; PercentComplete = -1; DisconnectCount = 1; History = $history
        Warnings = [string[]]('The first of two warnings.', 'The second, which is longer than a line of eighty columns has room for, and therefore wrapped.')
        LastError = "The server answered 503: `e[31mred`e[0m."; LastErrorCode = 'SourceFailed'; RecommendedAction = 'Check the server.'
    }
    $recording = [MssTools.MssStream]@{
        Id = 1; Name = 'film'; GroupName = 'film'; TargetFolder = '/srv/www'; State = 'Running'; Source = '/media/film.mp4'; Duration = '00:10:00'
        SourceDuration = '00:40:00'; PercentComplete = 25
    }
    $outputs = [MssTools.MssOutput[]]@(
        @{ GroupName = $stream.GroupName; TargetFolder = $folder; ManifestPath = "$folder/evening news from the north/manifest.ismc"; State = 'Running'; FragmentCount = 3600; Bytes = 2.1GB }
        @{ GroupName = $stream.GroupName; TargetFolder = '/mnt/second/www'; ManifestPath = '/mnt/second/www/evening news from the north/manifest.ismc'; IsMirror = $true; State = 'Failed'
            FragmentCount = 17; Bytes = 8MB; DroppedFragmentCount = 3; Warnings = [string[]]'Mirror: fragments are left out.'; LastError = "no space`e[2J left"; LastErrorCode = 'SinkFailed'; RecommendedAction = 'Check free space.' }
    )
    $group = [MssTools.MssGroup]@{
        GroupName = 'evening news from the north'; TargetFolder = $folder; ManifestPath = "$folder/evening news from the north/manifest.ismc"
        State = 'Waiting'; IsLive = $true; PlaylistType = 'Rolling'; Address = 'https://origin.northern-television.example:8888/evening%20news%20from%20the%20north/manifest.ismc'; Window = '00:00:40'; Streams = [MssTools.MssStream[]]$stream; RenditionCount = 1; Tracks = $tracks
        FragmentCount = 3600; Bytes = 2.1GB; Duration = '00:00:40'; History = $history; Outputs = $outputs
    }
    $publisher = [MssTools.MssPublisher]@{
        Name = 'cam1'; Source = 'rtmp://[2001:db8:17::4:1a2b]:41516/live/cam1'; Encoder = "Encoder`e]0;title`a 1.0`r`nsecond line"; Since = $time; Bytes = 12MB; ReaderCount = 1
    }
    $sender = [MssTools.MssPointSender]@{
        StreamId = "video`e[2J"; Client = '[2001:db8:17::4:1a2b]:41516'; Encoder = "Encoder`e]0;title`a 1.0`r`nsecond line"; Since = $time; Bytes = 12MB; FragmentCount = 17; DuplicateCount = 3
    }
    $points = [MssTools.MssPublishingPoint[]]@(
        @{ Name = 'evening news from the north'; ServerId = 1; Url = 'https://origin.northern-television.example:8888/evening%20news%20from%20the%20north.isml'; State = 'Started'; GroupName = 'evening news from the north'
            LocalStreamNames = [string[]]('evening news from the north_4500000', 'evening news from the north_1200000'); Tracks = [string[]]('video=4500000', 'video=1200000', "audio`e[2J=128000")
            Senders = [MssTools.MssPointSender[]]$sender; FragmentCount = 5400; Bytes = 2.1GB; DuplicateCount = 3; LateCount = 1; DamagedCount = 2; DroppedCount = 4; RefusedCount = 3
            Warnings = [string[]]'The track audio_fra of 128000 bit/s came when the group had begun; it is left out until the broadcast ends.'
            LastError = "198.51.100.7:41516, Streams(a): 401: The user name or password is not accepted.`e[2J" }
        @{ Name = 'cam1'; ServerId = 1; Url = 'http://127.0.0.1:8888/cam1.isml' }
    )
    $findings = [MssTools.MssFinding[]]@(
        @{ Id = 'MSS401'; Severity = 'Error'; Message = "'/srv/www/film/1000000/video/20000000.fmp4': there is no such file."; Manifest = '/srv/www/film/manifest.ismc'; Track = 'video 1000000'; Time = '00:00:02'
            Place = '/srv/www/film/1000000/video/20000000.fmp4'; Reference = '[MS-SSTR] 2.2.4'; Players = [MssTools.MssPlayer[]]('DashJs', 'Vlc'); Advice = 'List what is stored.' }
        @{ Id = 'MSS107'; Severity = 'Warning'; Message = 'The first three bytes are EF BB BF.'; Manifest = '/srv/www/film/manifest.ismc'; Place = 'line 1'; Reference = 'Parsers'; Advice = 'Write UTF-8.'; Count = 3 }
    )
    $errors = [System.Collections.Generic.Dictionary[string, long]]::new()
    $errors['404'] = 12
    $errors['503'] = 1
    $all = @(
        @{ Name = 'Get-MSSStream'; Objects = $recording, $stream }
        @{ Name = 'Get-MSSGroup'; Objects = , $group }
        @{ Name = 'Compare-MSSGroup'; Objects = [MssTools.MssDifference[]]@(
                @{ Property = 'TimeScale'; ReferenceValue = '10000000'; DifferenceValue = '1000' }
                @{ Track = 'video 4500000'; Time = '20485.09:10:11.1234567'; Property = 'Payload'; ReferenceValue = 'sample 17: 8123 bytes, 400000 ticks, flags 01010000, offset 0'; DifferenceValue = "sample 17: `e[2J" }) }
        @{ Name = 'Import-MSSConfiguration'; Objects = [MssTools.MssChange[]]@(
                @{ Kind = 'group'; Name = "$folder/evening news"; Action = 'Restart'; IsDone = $true; Differences = [string[]]('ChunkLength is 2 and is to be 4.', 'Push differs in a secret.') }
                @{ Kind = 'publishing point'; Name = "cam1`e[2J"; Action = 'None' }) }
        @{ Name = 'Save-MSSClip'; Objects = [MssTools.MssClip[]]@(
                @{ GroupName = 'goal'; TargetFolder = $folder; ManifestPath = "$folder/goal/manifest.ismc"; Source = $group.ManifestPath; Start = '1.02:03:04.005'; Duration = '00:05:00'
                    StartTime = $time; Contents = [string[]]('video', 'audio', 'audio_fra'); FragmentCount = 450; LinkedFragmentCount = 444; Bytes = 187MB
                    Warnings = [string[]]'The group ends at 2026-02-03T04:05:06.000Z so far.' }) }
        @{ Name = 'Export-MSSGroup'; Objects = [MssTools.MssExport[]]@(
                @{ Name = 'goal'; Format = 'Ism'; Files = [string[]]("$folder/goal_4500000.ismv", "$folder/goal_1500000.ismv", "$folder/goal.ismc", "$folder/goal.ism"); Start = '1.02:03:04.005'; Duration = '00:05:00'; TrackCount = 4; Bytes = 187MB }) }
        @{ Name = 'Repair-MSSGroup'; Objects = [MssTools.MssRepair[]]@(
                @{ GroupName = 'film'; TargetFolder = $folder; ManifestPath = "$folder/film/manifest.ismc"; IsNeeded = $true; IsChanged = $true; KeptAside = "$folder/film/manifest.ismc.replaced"; Sources = [string[]]"$folder/film/manifest.ismc"
                    Tracks = [MssTools.MssRepairTrack[]]@(@{ Name = 'video 4500000'; FragmentCount = 1799; ListedBefore = 1800; Removed = 1; Start = '0:00:00'; End = '1:00:00' })
                    Changes = [string[]]"'video' lists 1799 fragments: 0 that it did not list, and 1 no more."
                    LeftOut = [MssTools.MssLeftOut[]]@(@{ Track = 'video 4500000'; Time = '0:00:02'; Path = '4500000/video/20000000.fmp4'; Reason = 'there is no such file' }); LeftOutCount = 1 }
                @{ GroupName = 'news'; TargetFolder = $folder }) }
        @{ Name = 'Outputs'; Objects = $outputs }
        @{ Name = 'Tracks'; Objects = $tracks }
        @{ Name = 'History'; Objects = $history }
        @{ Name = 'Get-MSSLocalStream'; Objects = [MssTools.LocalStream[]]@(@{ Name = 'cam1'; Source = $stream.Source; IsAvailable = $true }, @{ Name = 'film'; Source = '/media/film.mp4'; Loop = $true }) }
        @{ Name = 'Get-MSSIngest'; Objects = , [MssTools.MssIngest]@{ Port = 1935; Address = '::'; Application = 'live'; ConnectionCount = 2; Publishers = [MssTools.MssPublisher[]]$publisher; Bytes = 12MB; RefusedCount = 3; ErrorCount = 3; LastError = "198.51.100.7: no stream key`e[2J"; LastErrorTime = $time } }
        @{ Name = 'Publishers'; Objects = , $publisher }
        @{ Name = 'Get-MSSPublishingPoint'; Objects = $points }
        @{ Name = 'Senders'; Objects = , $sender }
        @{ Name = 'Get-MSSFinding'; Objects = $findings }
        @{ Name = 'Get-MSSService'; Objects = [MssTools.MssService[]]@(
                @{ Name = 'studio'; Address = '/var/lib/msstools/control.sock'; StatePath = '/var/lib/msstools'; State = 'Degraded'; Version = '0.1.0'; HostName = 'encoder-17'; ProcessId = 4711; StartTime = $time; GroupCount = 40; StreamCount = 120
                    Pending = [MssTools.MssPending[]]@(@{ Kind = 'ingest'; Name = '1935'; LastError = "Port 1935 is in use.`e[2J"; LastErrorCode = 'AddressInUse' }) }
                @{ Name = 'origin.northern-television.example'; Address = 'https://origin.northern-television.example:7443/'; LastError = "It cannot be reached:`e[2J no route" }) }
        @{ Name = 'Get-MSSEventReceiver'; Objects = [MssTools.MssEventReceiver[]]@(
                @{ Name = 'hooks.northern-television.example'; Target = 'https://mss:***@hooks.northern-television.example/smooth-streaming/events?token=***'; State = 'Failing'; SentCount = 1234567; FailedCount = 17; DroppedCount = 3; WaitingCount = 1000
                    Filter = [MssTools.EventFilter]@{ Kinds = [MssTools.MssEventKind[]]('Error', 'DiskLow'); GroupNames = [string[]]'news*' }; LastSentTime = $time; LastError = "It answered 503 Busy`e[2J." }
                @{ Name = 'events.jsonl'; Target = '/var/log/msstools/events.jsonl'; SentCount = 12; LastSentTime = $time }) }
        @{ Name = 'Start-MSSDemo'; Objects = , [MssTools.MssDemo]@{ PlayerUrl = 'http://127.0.0.1:8888/play/demo'; ManifestUrl = 'http://127.0.0.1:8888/demo.isml/Manifest'; GroupName = 'demo'; TargetFolder = '/tmp/msstools-demo-me'; ServerId = 1 } }
        @{ Name = 'Get-MSSNode'; Objects = [MssTools.MssNode[]]@(
                @{ Name = 'media1'; Address = '10.0.0.1:11111'; State = 'Running'; Labels = [string[]]('zone=north', 'disk=fast'); GroupCount = 120; StreamCount = 360; CpuLoad = 0.42; MemoryBytes = 1900MB; DiskFreeBytes = 40GB; NetworkBytesPerSecond = 125e6; Version = '0.1.0'; StartTime = $time }
                @{ Name = 'media2'; Address = '10.0.0.2:11111'; State = 'Away' }) }
        @{ Name = 'Measure-MSSCapacity'; Objects = , [MssTools.MssCapacity]@{
                Machine = 'media1'; ProcessorCount = 8; Channels = 412; Limit = 'Store'; BitrateKbps = 2500; HeadroomPercent = 30; TargetFolder = $folder; CpuPercentPerChannel = 0.123; MemoryBytesPerChannel = 250000
                BytesPerSecondPerChannel = 316000; RequestsPerSecondPerChannel = 2.5; BacklogSpeed = 846; BacklogBytesPerSecond = 267e6; Duration = '00:01:00'; Warnings = [string[]]'Time was over.'
                Steps = [MssTools.MssCapacityStep[]]@(@{ Channels = 412; CpuPercent = 51; MemoryBytes = 260MB; BytesPerSecond = 130e6; FragmentsPerSecond = 412 }, @{ Channels = 500; CpuPercent = 55; Delay = '00:00:01.5'; Limit = 'Store' }) } }
        @{ Name = 'Get-MSSServer'; Objects = , [MssTools.MssServer]@{ Id = 1; Url = 'https://origin.northern-television.example:8888/'; Address = '0.0.0.0'; Port = 8888; Root = $folder; StartTime = $time; Connections = 40; Sessions = 38; Held = 12; Requests = 1234567; Bytes = 100GB; Errors = $errors } }
    )
    function Show-All([int]$Width) {
        $PSStyle.OutputRendering = 'PlainText'
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture
            $text = foreach ($view in $all) {
                "## $($view.Name)"
                $view.Objects | Out-String -Width $Width
                if ($view.Name -ne 'History') {
                    "## $($view.Name) | Format-List"
                    $view.Objects | Format-List | Out-String -Width $Width
                }
            }
            ($text -join "`n") -replace "`r", '' -replace ' +(?=\n)', '' -replace '\n{3,}', "`n`n"
        }
        finally {
            [cultureinfo]::CurrentCulture = $culture
        }
    }
}

Describe 'Views' {
    It 'are as agreed at <_> columns' -ForEach 80, 160 {
        $file = "$PSScriptRoot/../golden/views/$_.txt"
        $shown = Show-All $_
        if ($env:MSS_UPDATE_GOLDEN -eq '1') {
            [IO.File]::WriteAllText($file, $shown)
        }

        $shown | Should -BeExactly ([IO.File]::ReadAllText($file) -replace "`r", '')
    }

    It 'are no wider than <_> columns' -ForEach 80, 160 {
        (Show-All $_) -split "`n" | Where-Object Length -GT $_ | Should -BeNullOrEmpty
    }

    It 'hold no control characters of strangers' {
        (Show-All 120) -replace "`n" | Should -Not -Match '\p{Cc}'
    }

    It 'are the same for objects that went through a job' {
        $text = [System.Management.Automation.PSSerializer]::Serialize($recording, 3)
        $received = [System.Management.Automation.PSSerializer]::Deserialize($text)

        ($received | Out-String -Width 80) | Should -BeExactly ($recording | Out-String -Width 80)
        ($received | Format-List | Out-String -Width 80) | Should -BeExactly ($recording | Format-List | Out-String -Width 80)
    }
}

Describe 'ConvertTo-Json' {
    It 'writes <Name> readably' -ForEach @(
        @{ Name = 'names of states'; Get = { $stream }; Like = '*"State": "Waiting"*"LastErrorCode": "SourceFailed"*' }
        @{ Name = 'the kind of list'; Get = { $group }; Like = '*"PlaylistType": "Rolling"*' }
        @{ Name = 'errors by status code'; Get = { $all[-1].Objects[0] }; Like = '*"Errors": {*"404": 12,*"503": 1*}*' }
        @{ Name = 'times'; Get = { $publisher }; Like = '*"Since": "2026-02-03T04:05:06+00:00"*' }
    ) {
        (& $Get | ConvertTo-Json -Depth 5 -WarningVariable warnings) | Should -BeLike $Like
        $warnings | Should -BeNullOrEmpty
    }
}
