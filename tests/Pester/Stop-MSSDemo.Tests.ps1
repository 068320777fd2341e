BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Stop-MSSDemo' {
    AfterEach {
        Get-MSSServer | Stop-MSSServer
        Get-MSSStream | Remove-MSSStream
    }

    It 'ends the streams and the server, and deletes the files' {
        $demo = Start-MSSDemo -Port 0
        Test-Path "$($demo.TargetFolder)/demo" | Should -BeTrue

        Stop-MSSDemo

        Get-MSSStream | Should -BeNullOrEmpty
        Get-MSSServer | Should -BeNullOrEmpty
        Test-Path $demo.TargetFolder | Should -BeFalse
    }

    It 'touches nothing else' {
        New-MSSStream -Path "$PSScriptRoot/../golden/inputs/mp4/bframes.mp4" -TargetFolder "$TestDrive/web" -GroupName film -IsLive $false -Wait
        $server = Start-MSSServer $TestDrive -Port 0
        Start-MSSDemo "$TestDrive/web" -Port 0
        $later = Start-MSSServer "$TestDrive/web" -Port 0

        Stop-MSSDemo

        (Get-MSSGroup).GroupName | Should -Be film
        Test-Path "$TestDrive/web/film/manifest.ismc" | Should -BeTrue
        Test-Path "$TestDrive/web/demo" | Should -BeFalse
        (Get-MSSServer).Id | Sort-Object | Should -Be $server.Id, $later.Id
    }

    It 'stops the server where somebody removed the streams' {
        Start-MSSDemo -Port 0
        Get-MSSStream | Stop-MSSStream -PassThru | Remove-MSSStream

        Stop-MSSDemo

        Get-MSSServer | Should -BeNullOrEmpty
    }

    It 'takes the demo from the pipeline' {
        Start-MSSDemo "$TestDrive/web" -Port 0 | Stop-MSSDemo

        Get-MSSStream | Should -BeNullOrEmpty
    }

    It 'stops nothing under -WhatIf' {
        Start-MSSDemo "$TestDrive/web" -Port 0

        Stop-MSSDemo -WhatIf

        (Get-MSSGroup demo).RenditionCount | Should -Be 3
        @(Get-MSSServer).Count | Should -Be 1
    }

    It 'writes NotFound where none runs' {
        Stop-MSSDemo -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.StopMssDemoCommand'
    }
}
