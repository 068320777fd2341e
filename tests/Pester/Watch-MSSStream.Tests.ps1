BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Watch-MSSStream' {
    AfterEach {
        Get-MSSGroup | Remove-MSSGroup -DeleteFile -Force
    }

    It 'has a line for each stream, no wider than the terminal' {
        $null = New-MSSStream -Uri 'test:?width=64&height=64&gop=1', 'test:?width=96&height=96&gop=1' -TargetFolder $TestDrive -GroupName watched -ChunkLength 1

        $lines = Watch-MSSStream -GroupName watched -Interval 0.5 -Count 20

        ($lines -match 'watched/test ').Count | Should -Be 20
        $lines[0] | Should -Match '2 streams'
        $lines[-1] | Should -Match 'Running'
        ($lines -match "[▂-█]").Count | Should -BeGreaterThan 0
        $lines | ForEach-Object { $_.Length | Should -BeLessOrEqual ([Math]::Max(80, $Host.UI.RawUI.WindowSize.Width)) }
    }

    It 'says why a stream waits' {
        $null = New-MSSStream nothing -TargetFolder $TestDrive -GroupName waits

        (Watch-MSSStream -GroupName waits -Interval 0.3 -Count 5) -join "`n" | Should -Match "Waiting[\s\S]*nothing"
    }
}
