BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
    $media = "$PSScriptRoot/../golden/inputs/mp4"
    New-MSSStream -Path "$media/bframes.mp4", "$media/plain-faststart.mp4" -TargetFolder "$TestDrive/webroot" -GroupName film -IsLive $false -ChunkLength 1 -Wait
    $copy = Copy-Item "$TestDrive/webroot/film" "$TestDrive/webroot/broken" -Recurse -PassThru
    Get-ChildItem "$TestDrive/webroot/broken" -Recurse -Filter *.fmp4 | Sort-Object FullName | Select-Object -First 1 | Remove-Item
}

Describe 'Test-MSSGroup' {
    It 'is $true for a group <Name>' -ForEach @(
        @{ Name = 'by its folder'; Script = { Test-MSSGroup "$TestDrive/webroot/film" } }
        @{ Name = 'by its manifest'; Script = { Test-MSSGroup "$TestDrive/webroot/film/manifest.ismc" } }
        @{ Name = 'by a path in the pipeline'; Script = { "$TestDrive/webroot/film" | Test-MSSGroup } }
        @{ Name = 'as Get-MSSGroup writes it'; Script = { Get-MSSGroup film | Test-MSSGroup } }
        @{ Name = 'as Get-Item writes it'; Script = { Get-Item "$TestDrive/webroot/film/manifest.ismc" | Test-MSSGroup } }
        @{ Name = 'for each player'; Script = { Test-MSSGroup "$TestDrive/webroot/film" -Player ([Enum]::GetValues([MssTools.MssPlayer])) } }
        @{ Name = 'down to warnings'; Script = { Test-MSSGroup "$TestDrive/webroot/film" -Severity Warning } }
    ) {
        & $Script | Should -BeTrue
    }

    It 'is $false for one with a fragment less, and -Verbose says why' {
        $said = Test-MSSGroup "$TestDrive/webroot/broken" -Verbose 4>&1

        $said[-1] | Should -BeFalse
        "$($said[0])" | Should -BeLike '*MSS401 Error:*there is no such file*'
    }

    It 'writes <Id> for <Because>, and no answer' -ForEach @(
        @{ Because = 'a folder that is not there'; Path = 'none'; Id = 'NotFound' }
        @{ Because = 'a folder without a manifest'; Path = 'webroot'; Id = 'NotFound' }
    ) {
        Test-MSSGroup "$TestDrive/$Path" -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }

    It 'answers for each of several' {
        Test-MSSGroup "$TestDrive/webroot/film", "$TestDrive/webroot/broken" | Should -Be $true, $false
    }
}

AfterAll {
    Get-MSSGroup | Remove-MSSGroup -Confirm:$false
}
