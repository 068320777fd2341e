BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
    $smooth = "$PSScriptRoot/../golden/inputs/mp4/bframes.ismv"
    $quiet = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failure' }
}

Describe 'New-MSSPublishingPoint' {
    AfterEach {
        Get-MSSServer | Stop-MSSServer
        Get-MSSStream | Remove-MSSStream
    }

    It 'makes a group of what an encoder posts' {
        $server = Start-MSSServer $TestDrive -Port 0
        $point = $server | New-MSSPublishingPoint live1 -ChunkLength 1 -LookAheadFragmentCount 0
        $point.State | Should -Be 'Idle'

        $null = Invoke-WebRequest "$($point.Url)/Streams(a)" -Method Post -InFile $smooth

        $until = [DateTime]::UtcNow.AddSeconds(30)
        while ((Get-MSSPublishingPoint live1).State -ne 'Stopped' -and [DateTime]::UtcNow -lt $until) {
            Start-Sleep -Milliseconds 50
        }
        (Get-MSSPublishingPoint live1).State | Should -Be 'Stopped'
        (Get-MSSPublishingPoint live1).Tracks.Count | Should -Be 2
        (Invoke-WebRequest "$($server.Url)live1.isml/Manifest").Content | Should -BeLike '*SmoothStreamingMedia*'
    }

    It 'never shows the password' {
        $secret = ConvertTo-SecureString 'S3CRETxyzzy' -AsPlainText -Force
        $point = Start-MSSServer $TestDrive -Port 0 | New-MSSPublishingPoint live1 -Credential ([pscredential]::new('encoder', $secret))

        { Invoke-WebRequest "$($point.Url)/Streams(a)" -Method Post -InFile $smooth } | Should -Throw
        ($point | Format-List * | Out-String -Width 500) | Should -Not -BeLike '*S3CRET*'
        ($point | ConvertTo-Json -Depth 5) | Should -Not -BeLike '*S3CRET*'
        (Get-MSSPublishingPoint | ConvertTo-Json -Depth 5) | Should -BeLike '*"RefusedCount": 0*'
    }

    It 'writes <Id> for <Because>' -ForEach @(
        @{ Because = 'no server'; Id = 'NotFound'; Script = { New-MSSPublishingPoint live1 @quiet } }
        @{ Because = 'a server that is none'; Id = 'NotFound'; Script = { New-MSSPublishingPoint live1 -ServerId 4711 @quiet } }
        @{ Because = 'a name that is taken'; Id = 'AlreadyExists'; Script = { $null = Start-MSSServer $TestDrive -Port 0 | New-MSSPublishingPoint live1; New-MSSPublishingPoint live1 @quiet } }
        @{ Because = 'a name that is none'; Id = 'InvalidSetting'; Script = { $null = Start-MSSServer $TestDrive -Port 0; New-MSSPublishingPoint ../up @quiet } }
    ) {
        . $Script

        $failure.FullyQualifiedErrorId | Should -BeExactly "$Id,MssTools.Cmdlets.NewMssPublishingPointCommand"
    }

    It 'makes nothing under -WhatIf' {
        Start-MSSServer $TestDrive -Port 0 | New-MSSPublishingPoint live1 -WhatIf

        Get-MSSPublishingPoint | Should -BeNullOrEmpty
    }
}
