BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
    $clip = "$PSScriptRoot/../golden/inputs/mp4/bframes.mp4"
}

Describe 'Wait-MSSStream' {
    AfterEach {
        Get-MSSStream | Remove-MSSStream
    }

    It 'writes the streams when they have ended' {
        $stream = New-MSSStream -Path $clip -TargetFolder "$TestDrive/webroot" -IsLive $false | Wait-MSSStream

        $stream.State | Should -Be 'Completed'
    }

    It 'waits for all when no name is given' {
        New-MSSStream -Path $clip -TargetFolder "$TestDrive/webroot" -GroupName a -IsLive $false
        New-MSSStream -Path $clip -TargetFolder "$TestDrive/webroot" -GroupName b -IsLive $false

        (Wait-MSSStream).State | Should -Be 'Completed', 'Completed'
    }

    It 'writes TimedOut when the time is over, and the stream goes on' {
        New-MSSStream missing "$TestDrive/webroot"

        $written = Wait-MSSStream missing -Timeout 0.1 -ErrorVariable failure -ErrorAction SilentlyContinue

        $written | Should -BeNullOrEmpty
        $failure.FullyQualifiedErrorId | Should -BeExactly 'TimedOut,MssTools.Cmdlets.WaitMssStreamCommand'
        $failure[0].CategoryInfo.Category | Should -Be 'OperationTimeout'
        (Get-MSSStream missing).State | Should -Be 'Waiting'
    }

    It 'writes why a stream failed' {
        Set-Content "$TestDrive/text.mp4" 'This is no film.'
        New-MSSStream -Path "$TestDrive/text.mp4" -TargetFolder "$TestDrive/webroot" -IsLive $false

        $written = Wait-MSSStream text -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'Unsupported,MssTools.Cmdlets.WaitMssStreamCommand'
        $written.State | Should -Be 'Failed'
    }

    It 'writes NotFound for a name that is none' {
        Wait-MSSStream none -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.WaitMssStreamCommand'
    }
}
