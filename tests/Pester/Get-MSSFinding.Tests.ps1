BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
    $media = "$PSScriptRoot/../golden/inputs/mp4"
    New-MSSStream -Path "$media/bframes.mp4" -TargetFolder "$TestDrive/webroot" -GroupName film -IsLive $false -ChunkLength 1 -Wait
    Copy-Item "$TestDrive/webroot/film" "$TestDrive/webroot/broken" -Recurse
    Get-ChildItem "$TestDrive/webroot/broken" -Recurse -Filter 0.fmp4 | Remove-Item
    $manifest = "$TestDrive/webroot/broken/manifest.ismc"
    (Get-Content $manifest -Raw).Replace('MajorVersion="2"', 'MajorVersion="3"') | Set-Content $manifest -NoNewline
}

Describe 'Get-MSSFinding' {
    It 'finds nothing in a group of ours' {
        Get-MSSFinding "$TestDrive/webroot/film" | Should -BeNullOrEmpty
    }

    It 'finds nothing but the address behind our server' {
        $server = Start-MSSServer "$TestDrive/webroot" -Port 0 -Address 127.0.0.1

        Get-MSSFinding -Uri "http://127.0.0.1:$($server.Port)/film.ism" | Should -BeNullOrEmpty
        (Get-MSSFinding -Uri "http://127.0.0.1:$($server.Port)/film/manifest.ismc").Id | Should -Be 'MSS905'
        $server | Stop-MSSServer
    }

    It 'says what, where and why' {
        $findings = Get-MSSFinding "$TestDrive/webroot/broken"

        $findings.Id | Should -Be 'MSS102', 'MSS401'
        $findings[1].Severity | Should -Be 'Error'
        $findings[1].Track | Should -BeLike 'video *'
        $findings[1].Time | Should -Be ([TimeSpan]::Zero)
        $findings[1].Reference | Should -Be '[MS-SSTR] 2.2.4'
        $findings[1].Players | Should -Contain 'Vlc'
    }

    It 'tells for <Player> alone' -ForEach @(
        @{ Player = 'RxPlayer'; Expected = 'MSS102', 'MSS401' }
        @{ Player = 'Vlc'; Expected = 'MSS401' }
    ) {
        (Get-MSSFinding "$TestDrive/webroot/broken" -Player $Player).Id | Should -Be $Expected
    }

    It 'gives JUnit with a test for each rule' {
        [xml]$report = Get-MSSFinding "$TestDrive/webroot/broken" -As JUnit

        $report.testsuites.testsuite.failures | Should -Be 2
        @($report.testsuites.testsuite.testcase).Count | Should -BeGreaterThan 100
    }

    It 'gives SARIF' {
        $report = Get-MSSFinding "$TestDrive/webroot/broken" -As Sarif | ConvertFrom-Json

        $report.version | Should -Be '2.1.0'
        $report.runs[0].results.ruleId | Should -Be 'MSS102', 'MSS401'
        $report.runs[0].results[0].locations[0].physicalLocation.region.startLine | Should -Be 2
    }

    It 'gives one report over several' {
        $report = Get-MSSFinding "$TestDrive/webroot/film", "$TestDrive/webroot/broken" -As Report

        $report.Count | Should -Be 1
        $report | Should -BeLike '*Nothing was found.*Error: 2*MSS401  Error: A listed fragment is not there*Who fails: every player.*'
    }

    It 'writes <Id> for <Because>' -ForEach @(
        @{ Because = 'an address that is none of HTTP'; Uri = 'ftp://localhost/x'; Id = 'InvalidSetting' }
        @{ Because = 'a port that nobody serves'; Uri = 'http://127.0.0.1:1/film.ism'; Id = 'SourceFailed' }
    ) {
        Get-MSSFinding -Uri $Uri -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }
}

AfterAll {
    Get-MSSGroup | Remove-MSSGroup -Confirm:$false
}
