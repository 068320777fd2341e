BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
    New-MSSStream -Path "$PSScriptRoot/../golden/inputs/mp4/bframes.mp4" -TargetFolder $TestDrive -GroupName film -ChunkLength 1 -IsLive $false -Wait
}

AfterAll {
    Get-MSSStream | Remove-MSSStream
}

Describe 'Save-MSSClip' {
    It 'saves <Name>' -ForEach @(
        @{ Name = 'all'; Times = @{}; Fragments = 6; Start = 0 }
        @{ Name = 'a-second'; Times = @{ From = '0:00:01'; To = '0:00:02' }; Fragments = 2; Start = 1 }
        @{ Name = 'the-end'; Times = @{ Last = '0:00:01' }; Fragments = 2; Start = 2 }
    ) {
        $saved = Get-MSSGroup film | Save-MSSClip -TargetFolder "$TestDrive/clips" -Name $Name @Times -PassThru

        $saved | Should -BeOfType MssTools.MssClip
        $saved.FragmentCount | Should -Be $Fragments
        $saved.Start.TotalSeconds | Should -Be $Start
        $saved.ManifestPath | Should -Exist
    }

    It 'writes nothing without -PassThru, and saves nothing under -WhatIf' {
        Save-MSSClip film "$TestDrive/quiet" -WhatIf
        "$TestDrive/quiet" | Should -Not -Exist

        Save-MSSClip film "$TestDrive/quiet" -KeepTime | Should -BeNullOrEmpty
        "$TestDrive/quiet/film/manifest.ismc" | Should -Exist
    }

    It 'writes AlreadyExists for a clip that is there' {
        Save-MSSClip film "$TestDrive/twice"
        Save-MSSClip film "$TestDrive/twice" -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'AlreadyExists,MssTools.Cmdlets.SaveMssClipCommand'
    }
}
