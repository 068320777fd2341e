BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
    Copy-Item "$PSScriptRoot/../golden/inputs/mp4/bframes.mp4" "$TestDrive/clip.mp4"
}

Describe 'Add-MSSLocalStream' {
    It 'names a file, relative to where the user is' {
        Push-Location $TestDrive
        try {
            $added = Add-MSSLocalStream news clip.mp4 -PassThru
        }
        finally {
            Pop-Location
        }

        $added.Source | Should -BeExactly (Get-Item "$TestDrive/clip.mp4").FullName
        $added.IsAvailable | Should -BeTrue
    }

    It 'takes a file address' {
        $added = Add-MSSLocalStream -Name address -Uri ([Uri]::new((Get-Item "$TestDrive/clip.mp4").FullName)) -PassThru

        $added.Source | Should -BeExactly (Get-Item "$TestDrive/clip.mp4").FullName
    }

    It 'takes <_> as it is' -ForEach @(
        'udp://@239.1.1.1:5000', 'udp://@:5000', 'rtp://10.0.0.1@232.1.1.1:5004', 'tcp://host:9000?listen=1',
        'http://host/live.ts', 'ffmpeg:-i "a film.mkv" -c:a aac'
    ) {
        $added = Add-MSSLocalStream -Name "as is: $_" -Uri $_ -PassThru

        $added.Source | Should -BeExactly $_
        $added.IsAvailable | Should -BeTrue
    }

    It 'takes its own output' {
        Add-MSSLocalStream -Name round -Uri 'udp://@:5002'

        { Get-MSSLocalStream round | Add-MSSLocalStream -ErrorAction Stop } | Should -Not -Throw
    }

    It 'resolves a drive of PowerShell' {
        (Add-MSSLocalStream drive 'TestDrive:/clip.mp4' -PassThru).IsAvailable | Should -BeTrue
    }

    It 'writes nothing without -PassThru' {
        Add-MSSLocalStream quiet "$TestDrive/clip.mp4" | Should -BeNullOrEmpty
    }

    It 'takes the same again, for scripts that run twice' {
        Add-MSSLocalStream twice "$TestDrive/clip.mp4"

        { Add-MSSLocalStream twice "$TestDrive/clip.mp4" -ErrorAction Stop } | Should -Not -Throw
    }

    It 'writes <Id> for <Because>' -ForEach @(
        @{ Because = 'a name of another input'; Arguments = @{ Name = 'TAKEN'; Path = 'other.mp4' }; Id = 'AlreadyExists' }
        @{ Because = 'an endless file that goes round'; Arguments = @{ Name = 'both'; Path = 'a.ts'; Loop = $true; Follow = $true }; Id = 'InvalidSetting' }
        @{ Because = 'an address that goes round'; Arguments = @{ Name = 'round and round'; Uri = 'udp://@:5000'; Loop = $true }; Id = 'InvalidSetting' }
        @{ Because = 'an address that only ffmpeg reads'; Arguments = @{ Name = 'live'; Uri = 'srt://localhost:9000' }; Id = 'NotImplemented' }
    ) {
        Add-MSSLocalStream taken "$TestDrive/clip.mp4"

        Add-MSSLocalStream @Arguments -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly "$Id,MssTools.Cmdlets.AddMssLocalStreamCommand"
    }

    It 'adds nothing under -WhatIf' {
        Add-MSSLocalStream dry "$TestDrive/clip.mp4" -WhatIf

        Get-MSSLocalStream | ForEach-Object Name | Should -Not -Contain 'dry'
    }

    AfterAll {
        Remove-MSSLocalStream *
    }
}
