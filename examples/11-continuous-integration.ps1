# For a build server: packages a film, checks it, and leaves a report in JUnit's format. Ends with code 1 where it is not fit.
#
#   MssTools.Host examples/11-continuous-integration.ps1 [-Film <file>] [-Report findings.xml] [-Target <web root>]
param([string] $Film = "$PSScriptRoot/media/mid.mp4", [string] $Report = './findings.xml', [string] $Target = './webroot')
$ErrorActionPreference = 'Stop'
if (-not (Get-Module MssTools)) { Import-Module "$PSScriptRoot/../MssTools.psd1" }

$null = New-MSSStream -Path $Film -TargetFolder $Target -GroupName checked -IsLive $false -ChunkLength 2 -Wait
$group = Get-MSSGroup checked
$full = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Report)
[IO.File]::WriteAllText($full, ($group | Get-MSSFinding -Severity Warning -As JUnit))

# What does not line up is no fault of the format, and yet players would not switch.
$isFit = ($group | Test-MSSGroup) -and $group.IsAligned
"$($group.ManifestPath) is $(if ($isFit) { 'fit' } else { 'not fit' }) to be published; $full says more."
if (-not $isFit) { exit 1 }
