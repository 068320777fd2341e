BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Uninstall-MSSService' {
    It 'writes NotFound where there is none' {
        Uninstall-MSSService msstools-nobody -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.UninstallMssServiceCommand'
    }
}
