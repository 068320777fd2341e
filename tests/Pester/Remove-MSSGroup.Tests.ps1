BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
    $clip = "$PSScriptRoot/../golden/inputs/mp4/bframes.mp4"
}

Describe 'Remove-MSSGroup' {
    BeforeEach {
        foreach ($folder in 'a', 'b') {
            New-MSSStream -Path $clip -TargetFolder "$TestDrive/$folder" -GroupName film -IsLive $false -Wait
        }
    }

    AfterEach {
        Get-MSSStream | Remove-MSSStream
    }

    It 'forgets the group and leaves its files' {
        Remove-MSSGroup film

        Get-MSSGroup | Should -BeNullOrEmpty
        Get-MSSStream | Should -BeNullOrEmpty
        "$TestDrive/a/film/manifest.ismc" | Should -Exist
    }

    It 'deletes the files of the group and no others' {
        Set-Content "$TestDrive/a/film/index.html" 'mine'

        Remove-MSSGroup film -TargetFolder "$TestDrive/a" -DeleteFile -Force

        Get-ChildItem "$TestDrive/a" -Recurse -File | ForEach-Object Name | Should -Be 'index.html'
        "$TestDrive/b/film/manifest.ismc" | Should -Exist
        (Get-MSSGroup).TargetFolder | Should -Be (Get-Item "$TestDrive/b").FullName
    }

    It 'takes groups from the pipeline' {
        Get-MSSGroup | Where-Object TargetFolder -Like '*a' | Remove-MSSGroup

        (Get-MSSGroup).TargetFolder | Should -Be (Get-Item "$TestDrive/b").FullName
    }

    It 'changes nothing under -WhatIf' {
        Remove-MSSGroup * -DeleteFile -WhatIf

        (Get-MSSGroup).Count | Should -Be 2
        "$TestDrive/a/film/manifest.ismc" | Should -Exist
    }

    It 'asks before it deletes files: <Because>' -ForEach @(
        @{ Because = 'nobody answers'; More = @{}; Left = 1; Id = 'InvalidSetting,MssTools.Cmdlets.RemoveMssGroupCommand' }
        @{ Because = '-Force'; More = @{ Force = $true }; Left = 0; Id = $null }
        @{ Because = '-Confirm:$false'; More = @{ Confirm = $false }; Left = 0; Id = $null }
    ) {
        $runspace = [powershell]::Create() # without a user
        $null = $runspace.AddScript('param($module, $folder, $more) Import-Module $module; Remove-MSSGroup film -TargetFolder $folder -DeleteFile @more').
            AddArgument("$PSScriptRoot/../../MssTools.psd1").AddArgument((Get-Item "$TestDrive/a").FullName).AddArgument($More).Invoke()

        $runspace.Streams.Error.FullyQualifiedErrorId | Should -BeExactly $Id
        @(Get-MSSGroup | Where-Object TargetFolder -Like '*a').Count | Should -Be $Left
        $runspace.Dispose()
    }

    It 'writes NotFound for a name that is none' {
        Remove-MSSGroup none -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure.FullyQualifiedErrorId | Should -BeExactly 'NotFound,MssTools.Cmdlets.RemoveMssGroupCommand'
    }
}
