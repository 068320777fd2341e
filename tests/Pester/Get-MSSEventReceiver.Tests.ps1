BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Get-MSSEventReceiver' {
    BeforeEach {
        $null = Register-MSSEvent Error -Uri 'https://hooks.example.com/mss?token=verysecret' -Name pager
        $null = Register-MSSEvent -Path "$TestDrive/events.jsonl"
    }

    AfterEach {
        Get-MSSEventReceiver | Unregister-MSSEvent
    }

    It 'finds <Expected> with <Script>' -ForEach @(
        @{ Script = { Get-MSSEventReceiver }; Expected = 'events.jsonl', 'pager' }
        @{ Script = { Get-MSSEventReceiver PAGER }; Expected = 'pager' }
        @{ Script = { Get-MSSEventReceiver *.jsonl }; Expected = 'events.jsonl' }
        @{ Script = { Get-MSSEventReceiver pager | Get-MSSEventReceiver }; Expected = 'pager' }
        @{ Script = { 'pager' | Get-MSSEventReceiver }; Expected = 'pager' }
        @{ Script = { Get-MSSEventReceiver x* }; Expected = $null }
    ) {
        (. $Script).Name | Should -Be $Expected
    }

    It 'shows them in a table, without secrets' {
        $text = Get-MSSEventReceiver | Out-String -Width 160

        $text | Should -Match 'pager +Ready +0 +0 +0 +https://hooks.example.com/mss\?token=\*\*\*'
        $text | Should -Match 'events.jsonl +Ready'
        $text | Should -Not -Match 'verysecret'
    }

    It 'offers their names' {
        [System.Management.Automation.CommandCompletion]::CompleteInput('Get-MSSEventReceiver pa', 23, $null).CompletionMatches.CompletionText | Should -Be 'pager'
    }

    It 'writes NotFound for a name that is none' {
        Get-MSSEventReceiver none -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.GetMssEventReceiverCommand'
    }
}
