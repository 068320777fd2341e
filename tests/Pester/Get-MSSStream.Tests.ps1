BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
    $media = "$PSScriptRoot/../golden/inputs/mp4"
    New-MSSStream -Path "$media/bframes.mp4", "$media/plain-faststart.mp4" -TargetFolder "$TestDrive/webroot" -GroupName film -IsLive $false -ChunkLength 1 -Wait
    New-MSSStream missing "$TestDrive/webroot"
}

Describe 'Get-MSSStream' {
    It 'writes <Expected> for <Given.Values>' -ForEach @(
        @{ Given = @{}; Expected = 'bframes', 'plain-faststart', 'missing' }
        @{ Given = @{ Name = 'b*' }; Expected = 'bframes' }
        @{ Given = @{ Name = 'MISSING', 'bframes' }; Expected = 'missing', 'bframes' }
        @{ Given = @{ GroupName = 'f?lm' }; Expected = 'bframes', 'plain-faststart' }
        @{ Given = @{ Name = 'x*' }; Expected = $null }
    ) {
        (Get-MSSStream @Given).Name | Should -Be $Expected
    }

    It 'finds a stream by its number and by an older snapshot' {
        $old = Get-MSSStream missing

        (Get-MSSStream -Id $old.Id).Name | Should -BeExactly 'missing'
        ($old | Get-MSSStream).Name | Should -BeExactly 'missing'
        (Get-MSSGroup film | Get-MSSStream).Count | Should -Be 2
    }

    It 'knows what was packaged' {
        $stream = Get-MSSStream bframes

        $stream.State | Should -Be 'Completed'
        $stream.PercentComplete | Should -Be 100
        $stream.FragmentCount | Should -Be 6
        $stream.Tracks.FourCC | Should -Be 'H264', 'AACL'
        $stream.Tracks[0].Width, $stream.Tracks[0].Height | Should -Be 192, 108
        $stream.History.State | Should -Be 'Waiting', 'Running', 'Completed'
    }

    It 'fits a terminal of 80 columns' {
        $table = Get-MSSStream bframes | Format-Table | Out-String -Width 80

        $table | Should -Match '00:00:03\.0'
        $table | Should -Match 'MB'
    }

    It 'shows no inner names of .NET in a list' {
        Get-MSSStream | Format-List * | Out-String -Width 400 | Should -Not -Match 'ReadOnlyArray|MssTools\.'
    }

    It 'survives JSON' {
        $json = Get-MSSStream bframes | ConvertTo-Json -Depth 5 -EnumsAsStrings | ConvertFrom-Json

        $json.State | Should -BeExactly 'Completed'
        $json.Tracks[1].FourCC | Should -BeExactly 'AACL'
    }

    It 'survives a job, and comes back as a stream' {
        $copy = [System.Management.Automation.PSSerializer]::Deserialize(
            [System.Management.Automation.PSSerializer]::Serialize((Get-MSSStream bframes), 3))

        $copy.PSTypeNames | Should -Contain 'Deserialized.MssTools.MssStream'
        $copy.Tracks.Count | Should -Be 2
        ($copy | Get-MSSStream).Name | Should -BeExactly 'bframes'
    }

    It 'writes NotFound for <Because>' -ForEach @(
        @{ Because = 'a name that is none'; Given = @{ Name = 'none' } }
        @{ Because = 'a number that is none'; Given = @{ Id = 999999 } }
        @{ Because = 'an object that is no stream'; Given = @{ InputObject = [pscustomobject]@{ GroupName = 'none' } } }
    ) {
        Get-MSSStream @Given -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.GetMssStreamCommand'
        $failure[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }

    AfterAll {
        Get-MSSStream | Remove-MSSStream
    }
}
