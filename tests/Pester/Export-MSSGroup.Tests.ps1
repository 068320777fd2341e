BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
    New-MSSStream -Path "$PSScriptRoot/../golden/inputs/mp4/bframes.mp4" -TargetFolder $TestDrive -GroupName film -ChunkLength 1 -IsLive $false -Wait
}

AfterAll {
    Get-MSSStream | Remove-MSSStream
}

Describe 'Export-MSSGroup' {
    It 'makes <As>' -ForEach @(
        @{ As = 'Ism'; Files = 'film.ismv', 'film.ismc', 'film.ism' }
        @{ As = 'Ismv'; Files = , 'film.ismv' }
        @{ As = 'Mp4'; Files = , 'film.mp4' }
    ) {
        $made = Get-MSSGroup film | Export-MSSGroup -Destination "$TestDrive/$As" -As $As -PassThru

        $made | Should -BeOfType MssTools.MssExport
        $made.Files | Split-Path -Leaf | Should -Be $Files
        $made.Files | Should -Exist
    }

    It 'makes what New-MSSStream packages again' {
        Export-MSSGroup film "$TestDrive/library" -As Ism
        New-MSSStream -Path "$TestDrive/library/film.ism" -TargetFolder $TestDrive -GroupName again -ChunkLength 1 -IsLive $false -Wait

        # The stream is named like its file, and so is the folder in the Url.
        Compare-MSSGroup "$TestDrive/film" "$TestDrive/again" | Where-Object Property -NE Url | Should -BeNullOrEmpty
    }

    It 'writes nothing without -PassThru, and exports nothing under -WhatIf' {
        Export-MSSGroup film "$TestDrive/quiet" -As Mp4 -WhatIf
        "$TestDrive/quiet" | Should -Not -Exist

        Export-MSSGroup film "$TestDrive/quiet" -As Mp4 | Should -BeNullOrEmpty
        "$TestDrive/quiet/film.mp4" | Should -Exist
    }

    It 'writes AlreadyExists for a file that is there' {
        Export-MSSGroup film "$TestDrive/twice" -As Ismv
        Export-MSSGroup film "$TestDrive/twice" -As Ismv -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'AlreadyExists,MssTools.Cmdlets.ExportMssGroupCommand'
    }
}
