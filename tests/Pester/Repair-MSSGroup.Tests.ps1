BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
    New-MSSStream -Path "$PSScriptRoot/../golden/inputs/mp4/bframes.mp4" -TargetFolder "$TestDrive/www" -MirrorTo "$TestDrive/mirror" -GroupName film -ChunkLength 1 -IsLive $false -Wait
}

AfterAll {
    Get-MSSStream | Remove-MSSStream
}

Describe 'Repair-MSSGroup' {
    It 'leaves a sound group as it is' {
        $repair = Get-ChildItem "$TestDrive/www" -Directory -Filter film | Repair-MSSGroup

        $repair | Should -BeOfType MssTools.MssRepair
        $repair.IsNeeded | Should -BeFalse
        "$TestDrive/www/film/manifest.ismc.replaced" | Should -Not -Exist
    }

    It 'writes nothing under -WhatIf, and the same bytes from a mirror' {
        $before = Get-FileHash "$TestDrive/www/film/manifest.ismc"
        Set-Content "$TestDrive/www/film/manifest.ismc" 'broken'

        (Repair-MSSGroup "$TestDrive/www/film" -From "$TestDrive/mirror/film" -WhatIf).IsChanged | Should -BeFalse
        Get-Content "$TestDrive/www/film/manifest.ismc" | Should -Be 'broken'

        $repair = Repair-MSSGroup "$TestDrive/www/film" -From "$TestDrive/mirror/film"
        $repair.IsChanged | Should -BeTrue
        (Get-FileHash "$TestDrive/www/film/manifest.ismc").Hash | Should -Be $before.Hash
        Get-Content $repair.KeptAside | Should -Be 'broken'
        Test-MSSGroup "$TestDrive/www/film" | Should -BeTrue
    }

    It 'writes NotFound where nothing tells the codecs' {
        New-Item "$TestDrive/lost" -ItemType Directory
        Get-ChildItem "$TestDrive/www/film" -Directory | Copy-Item -Destination "$TestDrive/lost" -Recurse
        Repair-MSSGroup "$TestDrive/lost" -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.RepairMssGroupCommand'
    }
}
