BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'ConvertFrom-EvoStreamCommand' {
    It 'makes a line that can be run' {
        $conversion = ConvertFrom-EvoStreamCommand 'createMSSStream localstreamnames=a,b bandwidths=1000000,2000000 targetfolder=/srv/www groupname=news'

        $conversion.IsComplete | Should -BeTrue
        $conversion.Line | Should -Be 'New-MSSStream -LocalStreamName a, b -Bandwidth 1000000, 2000000 -TargetFolder /srv/www -GroupName news'
    }

    It 'says what has no counterpart' {
        $conversion = 'pushStream uri=rtmp://host/live localStreamName=cam' | ConvertFrom-EvoStreamCommand

        $conversion.IsComplete | Should -BeFalse
        $conversion.Unsupported | Should -Not -BeNullOrEmpty
    }

    It 'is not needed for a line that is typed' {
        $stream = createMSSStream localstreamnames=later targetfolder=$TestDrive groupname=typed

        $stream.GroupName | Should -Be 'typed'
        Get-MSSGroup typed | Remove-MSSGroup -DeleteFile -Force
    }
}
