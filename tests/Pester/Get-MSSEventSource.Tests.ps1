BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
    function New-Film([string] $Name = 'film') {
        $null = New-MSSStream -Uri 'test:?width=64&height=64&duration=3&gop=1' -TargetFolder $TestDrive -GroupName $Name -IsLive $false -ChunkLength 1 -Wait
    }
}

Describe 'Get-MSSEventSource' {
    AfterEach {
        Get-EventSubscriber -Force | Unregister-Event -Force
        Get-Event | Remove-Event
        Get-Job | Remove-Job -Force
        Get-MSSGroup | Remove-MSSGroup -DeleteFile -Force
    }

    It 'works with Register-ObjectEvent, and ends with Unregister-Event' {
        $source = Get-MSSEventSource ManifestUpdated -GroupName film
        $source.EnableRaisingEvents | Should -BeFalse

        Register-ObjectEvent -InputObject $source -EventName Happened -SourceIdentifier happened
        $source.EnableRaisingEvents | Should -BeTrue
        New-Film other
        New-Film
        (Wait-Event happened -Timeout 20).SourceEventArgs.Event.GroupName | Should -Be 'film'

        Unregister-Event happened
        $source.EnableRaisingEvents | Should -BeFalse
        Get-Event | Remove-Event
        New-Film
        Start-Sleep -Milliseconds 300
        Get-Event | Should -BeNullOrEmpty
    }

    It 'has one event for several subscriptions, and begins anew' {
        $source = Get-MSSEventSource ManifestUpdated
        Register-ObjectEvent -InputObject $source -EventName Happened -SourceIdentifier one
        Register-ObjectEvent -InputObject $source -EventName Happened -SourceIdentifier two
        Unregister-Event one
        $source.EnableRaisingEvents | Should -BeTrue
        Unregister-Event two
        Register-ObjectEvent -InputObject $source -EventName Happened -SourceIdentifier three

        New-Film

        Wait-Event three -Timeout 20 | Should -Not -BeNullOrEmpty
        (Get-Event).SourceIdentifier | Should -Be 'three'
    }

    It 'ends all subscriptions when it is disposed' {
        $source = Get-MSSEventSource ManifestUpdated
        Register-ObjectEvent -InputObject $source -EventName Happened -SourceIdentifier over

        $source.Dispose()
        $source.EnableRaisingEvents | Should -BeFalse
        New-Film
        Start-Sleep -Milliseconds 300

        Get-Event | Should -BeNullOrEmpty
        Unregister-Event over
    }

    It 'runs a script block of Register-ObjectEvent' {
        $job = Register-ObjectEvent -InputObject (Get-MSSEventSource FragmentPublished) -EventName Happened -Action { $EventArgs.Event.Path }

        New-Film
        foreach ($i in 1..20) {
            if ($job.HasMoreData) { break }
            $null = Wait-Event nothing -Timeout 1
        }

        Receive-Job $job | Select-Object -First 1 | Should -BeLike 'film/*.fmp4'
    }

    It 'is refused where a service is not connected' {
        Get-MSSEventSource -Service none -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.GetMssEventSourceCommand'
    }
}
