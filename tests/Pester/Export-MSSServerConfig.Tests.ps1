BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Export-MSSServerConfig' {
    It 'writes <Expected> for <As>' -ForEach @(
        @{ As = 'Nginx'; Expected = 'listen 8888;' }
        @{ As = 'Caddy'; Expected = ':8888 {' }
        @{ As = 'IIS'; Expected = '<configuration>' }
    ) {
        Export-MSSServerConfig -As $As -Root $TestDrive | Should -BeLike "*$Expected*"
    }

    It 'writes a file with -Path, and none under -WhatIf' {
        Export-MSSServerConfig -As Nginx -Root $TestDrive -Path "$TestDrive/mss.conf" -WhatIf
        "$TestDrive/mss.conf" | Should -Not -Exist

        Export-MSSServerConfig -As Nginx -Root $TestDrive -Path "$TestDrive/mss.conf" | Should -BeNullOrEmpty
        "$TestDrive/mss.conf" | Should -FileContentMatch 'listen 8888;'
    }

    It 'writes NotFound for a root that is none' {
        Export-MSSServerConfig -As Nginx -Root "$TestDrive/none" -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.ExportMssServerConfigCommand'
    }
}
