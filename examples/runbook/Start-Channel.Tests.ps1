# How a script that uses MssTools is tested: its decisions with mocks, then once for real with a source that is made on the spot.
#
#   Invoke-Pester examples/runbook                            all
#   Invoke-Pester examples/runbook -ExcludeTagFilter Acceptance    in a moment
BeforeAll {
    Import-Module "$PSScriptRoot/../../module/Testing/MssTools.Testing.psd1"
    $script = "$PSScriptRoot/Start-Channel.ps1"
}

Describe 'Start-Channel.ps1' {
    BeforeAll {
        $sources = New-MSSTestSource -Name news -Rendition 2 -Duration 0
    }

    Context 'with mocks' {
        BeforeAll {
            Mock New-MSSStream { New-MSSTestStream }
        }

        It 'asks for a rolling group of all sources' {
            $known = [Collections.Queue]@($null, (New-MSSTestGroup news -Rendition 2)) # before, and after
            Mock Get-MSSGroup { $known.Dequeue() }

            & $script news $sources

            Should -Invoke New-MSSStream -Times 2 -Exactly -ParameterFilter {
                $GroupName -eq 'news' -and $PlaylistType -eq 'Rolling' -and $InputObject.Uri -like 'test:*' # what is piped is InputObject
            }
        }

        It 'leaves a channel alone that is <_>' -ForEach 'Waiting', 'Running' {
            $state = $_
            Mock Get-MSSGroup { New-MSSTestGroup news -State $state }

            (& $script news $sources).State | Should -Be $state

            Should -Invoke New-MSSStream -Times 0 -Exactly
        }

        It 'starts one again that is <_>' -ForEach 'Completed', 'Stopped', 'Failed' {
            $known = [Collections.Queue]@((New-MSSTestGroup news -State $_), (New-MSSTestGroup news))
            Mock Get-MSSGroup { $known.Dequeue() }

            (& $script news $sources).State | Should -Be Running

            Should -Invoke New-MSSStream -Times 2 -Exactly
        }

        It 'says why a channel failed' {
            $known = [Collections.Queue]@($null, (New-MSSTestGroup news -State Failed -Property @{ Duration = 0; LastError = 'The disk is full.' }))
            Mock Get-MSSGroup { $known.Dequeue() }

            { & $script news $sources } | Should -Throw '*ended as Failed: The disk is full.'
        }

        It 'does not wait for ever' {
            $known = [Collections.Queue]@($null, (New-MSSTestGroup news -State Waiting -Property @{ Duration = 0 }))
            Mock Get-MSSGroup { if ($known.Count -gt 1) { $known.Dequeue() } else { $known.Peek() } }

            { & $script news $sources -Timeout 0 } | Should -Throw '*within 0 s: it is Waiting.'
        }
    }

    Context 'for real' -Tag Acceptance {
        It 'publishes a channel that players can play' {
            $group = & $script news $sources -Target $TestDrive

            $group.RenditionCount | Should -Be 2
            $group | Stop-MSSStream
            Get-MSSGroup news | Should -BeSmooth
        }

        AfterAll {
            Get-MSSStream -GroupName news -ErrorAction Ignore | Remove-MSSStream
        }
    }
}
