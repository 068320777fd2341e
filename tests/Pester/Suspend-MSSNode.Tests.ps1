BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Suspend-MSSNode' {
    It 'refuses without a cluster' {
        Get-MSSNode | Suspend-MSSNode -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'InvalidSetting,MssTools.Cmdlets.SuspendMssNodeCommand'
    }

    It 'does nothing under -WhatIf' {
        Suspend-MSSNode anything -WhatIf -ErrorVariable failure

        $failure | Should -BeNullOrEmpty
        (Get-MSSNode).State | Should -Be 'Running'
    }
}
