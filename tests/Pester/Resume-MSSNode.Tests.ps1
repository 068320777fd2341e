BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Resume-MSSNode' {
    It 'refuses without a cluster' {
        Get-MSSNode | Resume-MSSNode -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'InvalidSetting,MssTools.Cmdlets.ResumeMssNodeCommand'
    }

    It 'does nothing under -WhatIf' {
        Resume-MSSNode anything -WhatIf -ErrorVariable failure

        $failure | Should -BeNullOrEmpty
        (Get-MSSNode).State | Should -Be 'Running'
    }
}
