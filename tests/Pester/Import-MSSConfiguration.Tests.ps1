BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Import-MSSConfiguration' {
    BeforeEach {
        Copy-Item "$PSScriptRoot/../golden/inputs/mp4/bframes.mp4" "$TestDrive/film.mp4"
        @{
            LocalStreams = @(@{ Name = 'film'; Source = 'film.mp4'; Loop = $true })
            Groups = @(@{ GroupName = 'live'; LocalStreamNames = @('film'); TargetFolder = 'web'; ChunkLength = 1; PlaylistType = 'Rolling' })
        } | ConvertTo-Json -Depth 5 | Set-Content "$TestDrive/channels.json"
    }

    AfterEach {
        Get-MSSGroup | Remove-MSSGroup -DeleteFile -Force
        Get-MSSLocalStream | Remove-MSSLocalStream
    }

    It 'starts what is missing, and the second time changes nothing' {
        (Import-MSSConfiguration "$TestDrive/channels.json").Action | Should -Be 'Start', 'Start'
        (Import-MSSConfiguration "$TestDrive/channels.json").Action | Should -Be 'None', 'None'
        (Get-MSSGroup live).State | Should -Be 'Running'
    }

    It 'changes only what differs, and the group stays live' {
        $null = Import-MSSConfiguration "$TestDrive/channels.json"
        while ((Get-MSSGroup live).FragmentCount -lt 2) { Start-Sleep -Milliseconds 50 }
        (Get-Content "$TestDrive/channels.json" -Raw).Replace('"GroupName"', '"PlaylistLength": 7, "GroupName"') | Set-Content "$TestDrive/channels.json"

        $changes = Import-MSSConfiguration "$TestDrive/channels.json"

        $changes.Action | Should -Be 'None', 'Change'
        $changes[1].Differences | Should -Match 'PlaylistLength is 10 and is to be 7'
        (Get-MSSGroup live).Window.TotalSeconds | Should -Be 7
        (Get-MSSGroup live).IsLive | Should -BeTrue
    }

    It 'ends what is not named with -Prune' {
        $null = Import-MSSConfiguration "$TestDrive/channels.json"
        '{}' | Set-Content "$TestDrive/nothing.json"

        (Import-MSSConfiguration "$TestDrive/nothing.json" -Prune).Action | Should -Be 'Stop', 'Stop'
        Get-MSSGroup | Should -BeNullOrEmpty
        "$TestDrive/web/live/manifest.ismc" | Should -Exist
    }

    It 'ends publishing points, servers and ingests that are not named: <_>' -ForEach '', 'pruned' {
        if ($_) { $null = Start-MSSService "$TestDrive/s" | Connect-MSSService -Name $_ }
        $server = Start-MSSServer $TestDrive -Port 0 -Service $_
        $null = New-MSSPublishingPoint live -ServerId $server.Id -Service $_
        $null = Start-MSSIngest 0 -Address 127.0.0.1 -Service $_
        '{}' | Set-Content "$TestDrive/nothing.json"

        (Import-MSSConfiguration "$TestDrive/nothing.json" -Prune -Service $_).Kind | Should -Be 'publishing point', 'server', 'ingest'

        Get-MSSPublishingPoint -Service $_ | Should -BeNullOrEmpty
        Get-MSSServer -Service $_ | Should -BeNullOrEmpty
        Get-MSSIngest -Service $_ | Should -BeNullOrEmpty
        if ($_) { Stop-MSSService -Name $_; Disconnect-MSSService $_ }
    }

    It 'has events go where the file says, and no more with -Prune' {
        '{ "eventReceivers": [ { "name": "log", "path": "events.jsonl" }, { "name": "pager", "uri": "https://hooks.example.com/", "secret": "${env:MSS_TEST_HOOK}", "filter": { "kinds": [ "Error" ] } } ] }' |
            Set-Content "$TestDrive/events.json"
        $env:MSS_TEST_HOOK = 'hunter2-verysecret'
        (Import-MSSConfiguration "$TestDrive/events.json").Action | Should -Be 'Start', 'Start'
        (Import-MSSConfiguration "$TestDrive/events.json").Action | Should -Be 'None', 'None'
        (Get-MSSEventReceiver log).Target | Should -Be (Join-Path $TestDrive events.jsonl)
        Export-MSSConfiguration "$TestDrive/again.psd1"
        Get-Content "$TestDrive/again.psd1" -Raw | Should -Not -Match 'verysecret'
        (Import-MSSConfiguration "$TestDrive/again.psd1").Action | Should -Be 'None', 'None'
        $env:MSS_TEST_HOOK = 'another'
        (Import-MSSConfiguration "$TestDrive/events.json").Action | Should -Be 'None', 'Restart'

        '{}' | Set-Content "$TestDrive/nothing.json"
        (Import-MSSConfiguration "$TestDrive/nothing.json" -Prune).Kind | Should -Be 'event receiver', 'event receiver'
        Get-MSSEventReceiver | Should -BeNullOrEmpty
        Remove-Item Env:MSS_TEST_HOOK
    }

    It 'says where a file is wrong' {
        "{`n  `"groups`": [`n    { `"chunkLength`": `"ten`" }`n  ]`n}" | Set-Content "$TestDrive/wrong.json"

        Import-MSSConfiguration "$TestDrive/wrong.json" -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'InvalidSetting,MssTools.Cmdlets.ImportMssConfigurationCommand'
        $failure.Exception.Message | Should -Match 'chunkLength, line 3'
    }

    It 'starts nothing with -WhatIf' {
        Import-MSSConfiguration "$TestDrive/channels.json" -WhatIf

        Get-MSSLocalStream | Should -BeNullOrEmpty
    }
}
