BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
    $film = "$PSScriptRoot/../golden/inputs/mp4/bframes.mp4"
    New-MSSStream -Path $film -TargetFolder "$TestDrive/a" -MirrorTo "$TestDrive/b" -GroupName film -ChunkLength 1 -IsLive $false -Wait
    New-MSSStream -Path $film -TargetFolder "$TestDrive/c" -GroupName film -ChunkLength 1 -TimeScale 1000 -IsLive $false -Wait
}

AfterAll {
    Get-MSSStream | Remove-MSSStream
}

Describe 'Compare-MSSGroup' {
    It 'writes nothing for a mirror' {
        Compare-MSSGroup "$TestDrive/a/film" "$TestDrive/b/film" | Should -BeNullOrEmpty
    }

    It 'writes what differs' {
        $found = Compare-MSSGroup -ReferencePath "$TestDrive/a/film" -DifferencePath "$TestDrive/c/film/manifest.ismc"

        $found | Should -BeOfType MssTools.MssDifference
        $found[0].Property | Should -Be 'TimeScale'
        $found[0].SideIndicator | Should -Be '<>'
    }

    It 'takes the addresses of a server' {
        $server = Start-MSSServer $TestDrive -Port 0
        try {
            Compare-MSSGroup "$TestDrive/a/film" -DifferenceUri "$($server.Url)a/film/manifest.ismc" | Should -BeNullOrEmpty
            Compare-MSSGroup -ReferenceUri "$($server.Url)a/film/manifest.ismc" -DifferenceUri "$($server.Url)b/film/manifest.ismc" | Should -BeNullOrEmpty
        }
        finally {
            $server | Stop-MSSServer
        }
    }

    It 'writes NotFound for a folder without a manifest' {
        Compare-MSSGroup $TestDrive "$TestDrive/b/film" -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.CompareMssGroupCommand'
    }
}
