BeforeDiscovery {
    $root = "$PSScriptRoot/../.."
    $cmdlets = (Import-PowerShellDataFile "$root/MssTools.psd1").CmdletsToExport
    $examples = foreach ($page in Get-ChildItem "$root/docs/cmdlets/*.md") {
        $found = [regex]::Matches((Get-Content $page -Raw), '(?ms)^### (?<title>[^-\n].*?)$\s*```powershell\n(?<code>.*?)\n```')
        foreach ($example in $found) {
            @{ Page = $page.BaseName; Title = $example.Groups['title'].Value; Code = $example.Groups['code'].Value }
        }
    }
}

BeforeAll {
    $root = "$PSScriptRoot/../.."
    Import-Module "$root/MssTools.psd1"
}

Describe 'Module' {
    It 'has a sound manifest' {
        (Test-ModuleManifest "$root/MssTools.psd1").ExportedCmdlets.Count | Should -Be @(Get-Command -Module MssTools -CommandType Cmdlet).Count
    }

    It 'exports <_> with an approved verb' -ForEach $cmdlets {
        (Get-Verb).Verb | Should -Contain (Get-Command $_ -Module MssTools).Verb
    }

    It 'helps with <_>' -ForEach $cmdlets {
        $help = Get-Help $_ -Full

        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Examples.Example.Count | Should -BeGreaterOrEqual 3
        Get-Help $_ -Examples | Out-String | Should -Match 'Example 3'
        Get-Help $_ -Full | Out-String | Should -Match 'OUTPUTS\s+(MssTools\.|System\.|None)'
    }

    It 'shows <_>' -ForEach 'about_MssTools', 'about_MSS_Troubleshooting', 'about_MSS_Migration_from_EvoStream' {
        Get-Help $_ | Out-String | Should -Match 'LONG DESCRIPTION'
    }

    It 'does what it says in <Page>: <Title>' -ForEach $examples {
        $folder = New-Item -ItemType Directory "$TestDrive/$([guid]::NewGuid())"
        Copy-Item "$root/tests/golden/inputs/mp4/bframes.mp4" "$folder/low.mp4"
        Copy-Item "$root/tests/golden/inputs/mp4/plain-faststart.mp4" "$folder/high.mp4"
        Copy-Item "$root/tests/golden/inputs/mp4/audio.m4a" "$folder/movie.mp4"
        Push-Location $folder
        try {
            { & ([scriptblock]::Create("`$ErrorActionPreference = 'Stop'`n$Code")) } | Should -Not -Throw
            Get-MSSStream | Where-Object State -EQ Failed | Should -BeNullOrEmpty
        }
        finally {
            Pop-Location
            Get-MSSServer | Stop-MSSServer
            Get-MSSIngest | Stop-MSSIngest
            Get-MSSStream | Remove-MSSStream
            Remove-MSSLocalStream *
        }
    }

    It 'completes <Line> with <Expected>' -ForEach @(
        @{ Line = 'New-MSSStream -IsLive '; Expected = '$true', '$false' }
        @{ Line = 'New-MSSStream -PlaylistType r'; Expected = 'Rolling' }
        @{ Line = 'Get-MSSStream '; Expected = "'with space'", 'plain' }
    ) {
        New-MSSStream 'with space', plain "$TestDrive/webroot" -GroupName completion

        (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText | Sort-Object | Should -Be ($Expected | Sort-Object)
    }

    It 'ends its streams when it is removed, and can be imported again' {
        New-MSSStream missing "$TestDrive/webroot"

        Remove-Module MssTools
        Import-Module "$root/MssTools.psd1"

        Get-MSSStream | Should -BeNullOrEmpty
        (Get-MSSLocalStream) | Should -BeNullOrEmpty
    }

    AfterEach {
        Get-MSSStream | Remove-MSSStream
    }

    AfterAll {
        Remove-Module MssTools
    }
}
