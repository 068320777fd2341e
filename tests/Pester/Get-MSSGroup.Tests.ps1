BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
    $media = "$PSScriptRoot/../golden/inputs/mp4"
    New-MSSStream -Path "$media/bframes.mp4", "$media/plain-faststart.mp4" -TargetFolder "$TestDrive/webroot" -GroupName film -IsLive $false -ChunkLength 1 -Wait
    New-MSSStream missing "$TestDrive/webroot" -GroupName waiting
}

Describe 'Get-MSSGroup' {
    It 'writes <Expected> for <Name>' -ForEach @(
        @{ Name = '*'; Expected = 'film', 'waiting' }
        @{ Name = 'FI*'; Expected = 'film' }
        @{ Name = 'waiting', 'film'; Expected = 'waiting', 'film' }
        @{ Name = 'x*'; Expected = $null }
    ) {
        (Get-MSSGroup $Name).GroupName | Should -Be $Expected
    }

    It 'knows what the manifest offers' {
        $group = Get-MSSGroup film

        $group.ManifestPath | Should -Exist
        $group.State | Should -Be 'Completed'
        $group.IsLive | Should -BeFalse
        $group.RenditionCount | Should -Be 2
        $group.Tracks.Count | Should -Be 4
        $group.FragmentCount | Should -Be @(Get-ChildItem "$TestDrive/webroot/film" -Recurse -Filter *.fmp4).Count
        $group.Bytes | Should -Be (Get-ChildItem "$TestDrive/webroot/film" -Recurse -Filter *.fmp4 | Measure-Object Length -Sum).Sum
        $group.IsAligned | Should -BeTrue
    }

    It 'takes streams from the pipeline' {
        (Get-MSSStream missing | Get-MSSGroup).GroupName | Should -BeExactly 'waiting'
    }

    It 'fits a terminal of 80 columns' {
        Get-MSSGroup film | Format-Table | Out-String -Width 80 | Should -Match '00:00:03\.\d'
    }

    It 'shows streams and tracks by what they are' {
        $list = Get-MSSGroup film | Format-List | Out-String -Width 400

        $list | Should -Match 'Streams +: bframes \(Completed\)\s+plain-faststart \(Completed\)'
        $list | Should -Match 'Tracks +: video \d+ H\.264'
    }

    It 'survives JSON' {
        $json = Get-MSSGroup film | ConvertTo-Json -Depth 5 -EnumsAsStrings | ConvertFrom-Json

        $json.Streams[0].Tracks[0].Codec | Should -Match 'H.264'
    }

    It 'writes NotFound for a name that is none' {
        Get-MSSGroup none -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.GetMssGroupCommand'
    }

    AfterAll {
        Get-MSSStream | Remove-MSSStream
    }
}
