BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Get-MSSNode' {
    It 'gives the session as one node' {
        $node = Get-MSSNode

        $node.Name | Should -BeExactly ([Environment]::MachineName)
        $node.State | Should -Be 'Running'
        $node.MemoryBytes | Should -BeGreaterThan 1MB
        $node.DiskFreeBytes | Should -BeGreaterThan 0
        $node.CpuLoad | Should -BeGreaterOrEqual 0
        $node.CpuLoad | Should -BeLessOrEqual 1
        $node.GroupCount | Should -Be 0
    }

    It 'takes patterns' {
        @(Get-MSSNode *).Count | Should -Be 1
        Get-MSSNode 'no*node' | Should -BeNullOrEmpty
    }

    It 'writes NotFound for a name that is none' {
        Get-MSSNode nowhere -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.GetMssNodeCommand'
    }
}
