BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
    New-MSSStream -Path "$PSScriptRoot/../golden/inputs/mp4/bframes.mp4" -TargetFolder "$TestDrive/webroot" -GroupName film -IsLive $false -ChunkLength 1 -Wait
}

Describe 'Start-MSSServer' {
    AfterEach {
        Get-MSSServer | Stop-MSSServer
    }

    It 'serves <Path> as <Type>' -ForEach @(
        @{ Path = 'film/manifest.ismc'; Type = 'application/vnd.ms-sstr+xml' }
        @{ Path = 'film.ism/Manifest'; Type = 'application/vnd.ms-sstr+xml' }
        @{ Path = 'groups.json'; Type = 'application/json' }
        @{ Path = 'crossdomain.xml'; Type = 'text/xml' }
    ) {
        $server = Start-MSSServer "$TestDrive/webroot" -Port 0

        (Invoke-WebRequest "$($server.Url)$Path").Headers['Content-Type'] | Should -BeLike "$Type*"
    }

    It 'asks viewers what -Authorize says' {
        $server = Start-MSSServer "$TestDrive/webroot" -Port 0 -Authorize { $_.Headers['X-Key'] -eq 'right' }

        (Invoke-WebRequest "$($server.Url)film/manifest.ismc" -SkipHttpErrorCheck).StatusCode | Should -Be 403
        (Invoke-WebRequest "$($server.Url)film/manifest.ismc" -Headers @{ 'X-Key' = 'right' }).StatusCode | Should -Be 200
    }

    It 'writes <Id> for <Because>' -ForEach @(
        @{ Because = 'a root that is none'; Id = 'NotFound'; Script = { Start-MSSServer "$TestDrive/none" -Port 0 @quiet } }
        @{ Because = 'a port that is none'; Id = 'InvalidSetting'; Script = { Start-MSSServer $TestDrive -Port 70000 @quiet } }
        @{ Because = 'a port in use'; Id = 'AddressInUse'; Script = { Start-MSSServer $TestDrive -Port (Start-MSSServer $TestDrive -Port 0).Port @quiet } }
    ) {
        $quiet = @{ ErrorVariable = 'failure'; ErrorAction = 'SilentlyContinue' }

        . $Script

        $failure.FullyQualifiedErrorId | Should -BeExactly "$Id,MssTools.Cmdlets.StartMssServerCommand"
    }

    It 'starts nothing under -WhatIf' {
        Start-MSSServer $TestDrive -Port 0 -WhatIf

        Get-MSSServer | Should -BeNullOrEmpty
    }
}

AfterAll {
    Get-MSSStream | Remove-MSSStream
}
