BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
    $media = "$PSScriptRoot/../golden/inputs/mp4"
    Copy-Item -LiteralPath "$media/bframes.mp4" "$TestDrive/low.mp4"
    Copy-Item -LiteralPath "$media/plain-faststart.mp4" "$TestDrive/high.mp4"
    $files = @{ LiteralPath = "$TestDrive/low.mp4", "$TestDrive/high.mp4" }
    $target = @{ TargetFolder = "$TestDrive/webroot"; IsLive = $false }
}

Describe 'New-MSSStream' {
    AfterEach {
        Get-MSSStream | Remove-MSSStream
    }

    It 'takes the command of the EvoStream documents' {
        Add-MSSLocalStream myStream1 "$TestDrive/low.mp4"
        Add-MSSLocalStream myStream2 "$TestDrive/high.mp4"
        Push-Location $TestDrive
        try {
            New-MSSStream -localstreamnames myStream1,myStream2 -bandwidths 10000000,20000000 -targetfolder ./evo -groupname myMSSGroup
        }
        finally {
            Pop-Location
        }

        (Wait-MSSStream -Timeout 30).State | Should -Be 'Completed', 'Completed'
        (Get-ChildItem "$TestDrive/evo/myMSSGroup").Name | Should -Be '10000000', '20000000', 'manifest.ismc'
        (Get-ChildItem "$TestDrive/evo/myMSSGroup/10000000").Name | Should -Be 'audio', 'video'
    }

    It 'makes renditions of the files that Get-ChildItem writes' {
        Copy-Item "$TestDrive/low.mp4" -Destination (New-Item -ItemType Directory "$TestDrive/in/sub").FullName
        Copy-Item "$TestDrive/high.mp4" "$TestDrive/in/sub/a b.mp4"
        [IO.File]::Copy("$TestDrive/high.mp4", "$TestDrive/in/sub/odd [1].mp4")

        $streams = Get-ChildItem "$TestDrive/in" -Recurse -File | New-MSSStream @target -GroupName piped -Wait

        $streams.Name | Sort-Object | Should -Be 'a b', 'low', 'odd _1_'
        $streams.State | Should -Be 'Completed', 'Completed', 'Completed'
    }

    It 'makes a group of each recording that names none, once' {
        Copy-Item "$TestDrive/low.mp4", "$TestDrive/high.mp4" -Destination (New-Item -ItemType Directory "$TestDrive/backlog").FullName
        [IO.File]::WriteAllText("$TestDrive/backlog/bad.mp4", 'no film')

        $job = Get-ChildItem "$TestDrive/backlog" | New-MSSStream @target -AsJob
        $streams = $job | Receive-Job -Wait -ErrorAction SilentlyContinue -ErrorVariable failures

        $job.State | Should -Be 'Failed'
        ($job.ChildJobs | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.State)" }) | Should -Be 'bad/bad Failed', 'high/high Completed', 'low/low Completed'
        $failures.FullyQualifiedErrorId | Should -BeLike 'Unsupported,*'
        ($streams | Where-Object State -eq Completed).Id | Should -Not -Contain 0
        Get-MSSStream low, high -ErrorAction SilentlyContinue | Should -BeNullOrEmpty # the job has them
        Test-Path "$TestDrive/webroot/low/manifest.ismc", "$TestDrive/webroot/high/manifest.ismc" | Should -Be $true, $true
        Remove-Item "$TestDrive/backlog/bad.mp4"
        (Get-Item "$TestDrive/backlog/low.mp4").LastWriteTime = Get-Date

        $again = Get-ChildItem "$TestDrive/backlog" | New-MSSStream @target -AsJob | Receive-Job -Wait
        ($again | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.State) $($_.Id -eq 0)" }) | Should -Be 'high Completed True', 'low Completed False'
        (Get-ChildItem "$TestDrive/backlog" | New-MSSStream @target -Wait).Id | Should -Be 0, 0
        (Get-ChildItem "$TestDrive/backlog" | New-MSSStream @target -SkipUnchanged:$false -Wait).Id | Should -Not -Contain 0
    }

    It 'refuses recordings that would become one group' {
        Copy-Item "$TestDrive/low.mp4" -Destination (New-Item -ItemType Directory "$TestDrive/twice/a").FullName
        Copy-Item "$TestDrive/low.mp4" -Destination (New-Item -ItemType Directory "$TestDrive/twice/b").FullName

        { Get-ChildItem "$TestDrive/twice" -Recurse -File | New-MSSStream @target -AsJob -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidSetting,MssTools.Cmdlets.NewMssStreamCommand'
    }

    It 'makes renditions of local streams from the pipeline' {
        Add-MSSLocalStream one "$TestDrive/low.mp4"
        Add-MSSLocalStream two "$TestDrive/high.mp4"

        (Get-MSSLocalStream one, two | New-MSSStream @target -GroupName named -Wait).Name | Should -Be 'one', 'two'
    }

    It 'takes wildcards in -Path and none in -LiteralPath' {
        (New-MSSStream -Path "$TestDrive/*.mp4" @target -GroupName wild -Wait).Count | Should -Be 2

        (New-MSSStream -LiteralPath "$TestDrive/*.mp4" @target -GroupName literal -Timeout -1).State | Should -Be 'Waiting'
    }

    It 'takes <_> as a boolean' -ForEach 0, $false {
        (New-MSSStream @files -TargetFolder "$TestDrive/webroot" -GroupName bool -IsLive $_ -Wait).State | Should -Be 'Completed', 'Completed'
    }

    It 'stores the same bytes in each folder of -MirrorTo' {
        $stream = New-MSSStream -LiteralPath "$TestDrive/low.mp4" @target -GroupName twice -MirrorTo "$TestDrive/second", "$TestDrive/third" -Wait

        $stream.Outputs.State | Should -Be 'Completed', 'Completed', 'Completed'
        $hashes = foreach ($output in $stream.Outputs) {
            ((Get-ChildItem "$($output.TargetFolder)/twice" -Recurse -File | Get-FileHash).Hash) -join ' '
        }
        $hashes | Select-Object -Unique | Should -HaveCount 1
        Remove-MSSGroup twice -DeleteFile -Force
        Test-Path "$TestDrive/second/twice", "$TestDrive/third/twice" | Should -Be $false, $false
    }

    It 'writes InvalidTarget for a mirror in <_>' -ForEach 'webroot', 'webroot/inner', '.' {
        New-MSSStream @files @target -GroupName bad -MirrorTo "$TestDrive/$_" -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'InvalidTarget,MssTools.Cmdlets.NewMssStreamCommand'
    }

    It 'writes InvalidSetting for <Setting> <Value>' -ForEach @(
        @{ Setting = 'ChunkLength'; Value = 0 }
        @{ Setting = 'ChunkLength'; Value = 3601 }
        @{ Setting = 'PlaylistLength'; Value = 4 }
        @{ Setting = 'PlaylistLength'; Value = 4001 }
        @{ Setting = 'StaleRetentionCount'; Value = 1000000 }
        @{ Setting = 'LookAheadFragmentCount'; Value = 9 }
        @{ Setting = 'TimeScale'; Value = 1500 }
        @{ Setting = 'Bandwidth'; Value = 1, 1 }
        @{ Setting = 'Bandwidth'; Value = 1, 2, 3 }
        @{ Setting = 'Bandwidth'; Value = -1, 1 }
        @{ Setting = 'GroupName'; Value = 'a/b' }
        @{ Setting = 'ManifestName'; Value = '1.fmp4' }
        @{ Setting = 'AudioBitrate'; Value = 1, 2 }
        @{ Setting = 'IsmType'; Value = 'isml' }
    ) {
        $given = @{ $Setting = $Value }

        New-MSSStream @files -TargetFolder "$TestDrive/none" @given -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'InvalidSetting,MssTools.Cmdlets.NewMssStreamCommand'
        $failure[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        $failure[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        "$TestDrive/none" | Should -Not -Exist
    }

    It 'writes <Id> for <Because>' -ForEach @(
        @{ Because = 'a push to nowhere'; Id = 'InvalidSetting'; Arguments = @{ IsmType = 'Isml' } }
        @{ Because = 'a push to an address that is no publishing point'; Id = 'InvalidSetting'; Arguments = @{ IsmType = 'Isml'; PublishingPoint = 'http://localhost/a' } }
        @{ Because = 'a target that is a file'; Id = 'InvalidTarget'; Arguments = @{}; Folder = 'low.mp4' }
        @{ Because = 'a group that a stream writes'; Id = 'GroupInUse'; Arguments = @{ GroupName = 'busy' } }
        @{ Because = 'a group that is there'; Id = 'AlreadyExists'; Arguments = @{ GroupName = 'there'; OverwriteDestination = $false } }
        @{ Because = 'a folder of another group'; Id = 'InvalidTarget'; Arguments = @{}; Folder = 'webroot/there' }
    ) {
        New-MSSStream missing "$TestDrive/webroot" -GroupName busy
        New-MSSStream @files @target -GroupName there -Wait
        $place = "$TestDrive/$($Folder ?? 'webroot')"

        New-MSSStream @files $place -IsLive $false @Arguments -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly "$Id,MssTools.Cmdlets.NewMssStreamCommand"
    }

    It 'writes NotFound for a pattern that matches nothing' {
        New-MSSStream -Path "$TestDrive/*.avi" @target -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.NewMssStreamCommand'
    }

    It 'starts nothing and writes nothing under -WhatIf' {
        New-MSSStream @files -TargetFolder "$TestDrive/dry" -WhatIf | Should -BeNullOrEmpty

        Get-MSSStream | Should -BeNullOrEmpty
        "$TestDrive/dry" | Should -Not -Exist
    }

    AfterAll {
        Remove-MSSLocalStream *
    }
}
