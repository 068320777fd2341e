BeforeAll {
    Import-Module "$PSScriptRoot/../../module/Testing/MssTools.Testing.psd1"
}

Describe 'MssTools.Testing' {
    It 'exports <_> with help and examples' -ForEach (Import-PowerShellDataFile "$PSScriptRoot/../../module/Testing/MssTools.Testing.psd1").FunctionsToExport {
        $help = Get-Help $_ -Full

        $help.Synopsis | Should -Not -BeLike "$_*"
        @($help.Examples.Example).Count | Should -BeGreaterOrEqual 2
        @($help.parameters.parameter | Where-Object { -not $_.description }) | Should -BeNullOrEmpty
    }
}

Describe 'New-MSSTestSource' {
    It 'makes a recording of <Rendition> renditions' -ForEach @{ Rendition = 1 }, @{ Rendition = 3 } {
        New-MSSTestSource "film$Rendition" -Rendition $Rendition -Duration 0:0:4 | New-MSSStream -TargetFolder $TestDrive -ChunkLength 2 -IsLive $false -Wait

        $group = Get-MSSGroup "film$Rendition"
        $group.State | Should -Be Completed
        $group.RenditionCount | Should -Be $Rendition
        [Math]::Floor($group.Duration.TotalSeconds) | Should -Be 4 # its sound ends with a whole frame
        $group | Should -BeSmooth -Severity Warning
    }

    It 'gives the same bytes again' {
        foreach ($folder in 'one', 'two') {
            New-MSSTestSource -Duration 0:0:2 | New-MSSStream -TargetFolder "$TestDrive/$folder" -IsLive $false -Wait
        }

        Compare-MSSGroup "$TestDrive/one/test" "$TestDrive/two/test" | Should -BeNullOrEmpty
    }

    It 'has an address for <Setting>' -ForEach @(
        @{ Setting = 'a length'; Parameters = @{ Duration = '0:0:2.5' }; Like = '*&duration=3' }
        @{ Setting = 'no end'; Parameters = @{ Duration = 0 }; NotLike = '*duration*' }
        @{ Setting = 'no sound'; Parameters = @{ NoAudio = $true }; Like = '*&audio=none*' }
        @{ Setting = 'pictures and GOPs'; Parameters = @{ FrameRate = 50; GopLength = 4 }; Like = '*&fps=50&gop=4&*' }
    ) {
        $uri = (New-MSSTestSource @Parameters).Uri

        if ($Like) { $uri | Should -BeLike $Like } else { $uri | Should -Not -BeLike $NotLike }
        { Add-MSSLocalStream "test$([guid]::NewGuid())" -Uri $uri -ErrorAction Stop } | Should -Not -Throw
    }
}

Describe 'Builders' {
    It 'make a group that shows itself as one' {
        $group = New-MSSTestGroup news -Rendition 2 -State Failed -Property @{ LastError = 'The disk is full.' }

        $group | Should -BeOfType MssTools.MssGroup
        $group.Streams.Name | Should -Be news1, news2
        $group.Streams[0] | Should -BeOfType MssTools.MssStream
        $group | Format-List | Out-String | Should -Match 'The disk is full\.'
    }

    It 'make <Type>' -ForEach @(
        @{ Type = 'MssStream'; Make = { New-MSSTestStream cam1 -State Waiting }; Property = 'State'; Value = 'Waiting' }
        @{ Type = 'MssServer'; Make = { New-MSSTestServer 8080 }; Property = 'Url'; Value = 'http://127.0.0.1:8080/' }
        @{ Type = 'MssFinding'; Make = { New-MSSTestFinding MSS107 -Severity Warning }; Property = 'Severity'; Value = 'Warning' }
        @{ Type = 'MssIngest'; Make = { New-MSSTestObject MssIngest @{ Publishers = @{ Name = 'cam1' }, @{ Name = 'cam2' } } }; Property = 'Publishers'; Value = 'cam1', 'cam2' }
        @{ Type = 'MssTrack'; Make = { New-MSSTestObject msstrack @{ Bitrate = 128000; Duration = '0:0:4' } }; Property = 'Duration'; Value = [TimeSpan]'0:0:4' }
        @{ Type = 'LocalStream'; Make = { New-MSSTestObject LocalStream @{ Name = 'cam1' } }; Property = 'Name'; Value = 'cam1' }
    ) {
        $made = & $Make

        $made | Should -BeOfType "MssTools.$Type"
        $values = $made.$Property
        if ($Property -eq 'Publishers') { $values.Name | Should -Be $Value } else { $values | Should -Be $Value }
    }

    It 'refuse a <_>' -ForEach 'type', 'property' {
        $make = if ($_ -eq 'type') { { New-MSSTestObject MssNothing } } else { { New-MSSTestGroup -Property @{ Nothing = 1 } } }

        $make | Should -Throw '*Nothing*'
    }

    It 'make what a mock of Get-MSSGroup writes' {
        Mock Get-MSSGroup { New-MSSTestGroup news }

        (Get-MSSGroup anything).GroupName | Should -Be news
        Should -Invoke Get-MSSGroup -Times 1 -Exactly
    }
}

Describe 'Should -BeSmooth' {
    BeforeAll {
        New-MSSTestSource sound -Duration 0:0:4 | New-MSSStream -TargetFolder $TestDrive -ChunkLength 2 -IsLive $false -Wait
        Copy-Item "$TestDrive/sound" "$TestDrive/damaged" -Recurse
        Get-ChildItem "$TestDrive/damaged" -Recurse -Filter 0.fmp4 | Remove-Item
    }

    It 'passes for a group, its folder and its manifest' {
        Get-MSSGroup sound | Should -BeSmooth
        "$TestDrive/sound" | Should -BeSmooth -Severity Warning -Player DashJs
        Get-Item "$TestDrive/sound/manifest.ismc" | Should -BeSmooth
        "$TestDrive/damaged" | Should -Not -BeSmooth
    }

    It 'lists what was found, and why it matters' {
        { "$TestDrive/damaged" | Should -BeSmooth -Because 'old boxes play it' } |
            Should -Throw "Expected '*damaged' to be smooth, because old boxes play it, but this was found:*MSS401 Error: *no such file*"
    }

    It 'fails for a sound one with -Not' {
        { Get-MSSGroup sound | Should -Not -BeSmooth } | Should -Throw "Expected group 'sound' not to be smooth, but nothing was found in it."
    }

    It 'fails for what is not there, with -Not as well' {
        { "$TestDrive/none" | Should -BeSmooth } | Should -Throw '*could not be: *does not exist*'
        { "$TestDrive/none" | Should -Not -BeSmooth } | Should -Throw '*could not be: *does not exist*'
        { $null | Should -BeSmooth } | Should -Throw 'Expected a group, but got nothing.'
        { $null | Should -Not -BeSmooth } | Should -Throw 'Expected a group, but got nothing.'
    }

    It 'can be registered again' {
        { Register-MSSShouldOperator } | Should -Not -Throw
    }
}

AfterAll {
    Get-MSSStream | Remove-MSSStream
    Remove-MSSLocalStream *
    Remove-Module MssTools.Testing
}
