BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
    Remove-MSSLocalStream *
    Add-MSSLocalStream film-low "$TestDrive/low.mp4"
    Add-MSSLocalStream film-high "$TestDrive/high.mp4"
    Add-MSSLocalStream news "$TestDrive/news.mp4" -Loop
}

Describe 'Get-MSSLocalStream' {
    It 'writes <Expected> for <Name>' -ForEach @(
        @{ Name = '*'; Expected = 'film-high', 'film-low', 'news' }
        @{ Name = 'FILM-*'; Expected = 'film-high', 'film-low' }
        @{ Name = 'n?ws'; Expected = 'news' }
        @{ Name = 'x*'; Expected = $null }
        @{ Name = 'news', 'film-low'; Expected = 'news', 'film-low' }
    ) {
        (Get-MSSLocalStream $Name).Name | Should -Be $Expected
    }

    It 'takes names from the pipeline' {
        ('news' | Get-MSSLocalStream).Loop | Should -BeTrue
    }

    It 'says whether the input is there now' {
        (Get-MSSLocalStream news).IsAvailable | Should -BeFalse
        Set-Content "$TestDrive/news.mp4" 'here'

        (Get-MSSLocalStream news).IsAvailable | Should -BeTrue
    }

    It 'writes NotFound for a name that is none' {
        Get-MSSLocalStream none -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.GetMssLocalStreamCommand'
        $failure[0].TargetObject | Should -BeExactly 'none'
    }

    AfterAll {
        Remove-MSSLocalStream *
    }
}
