# Stores a group twice, best on two disks, and proves that both have the same bytes.
#
#   MssTools.Host examples/13-mirror.ps1 [-Target <web root>] [-Mirror <web root>]
param([string] $Target = './webroot', [string] $Mirror = './mirror')
$ErrorActionPreference = 'Stop'
if (-not (Get-Module MssTools)) { Import-Module "$PSScriptRoot/../MssTools.psd1" }

$null = New-MSSStream -Path "$PSScriptRoot/media/mid.mp4" -TargetFolder $Target -MirrorTo $Mirror -GroupName twice -IsLive $false -ChunkLength 2 -Wait

# A disk that fails touches no other: what became of each is here.
Get-MSSGroup twice | ForEach-Object Outputs | Out-Default
$differences = @(Compare-MSSGroup "$Target/twice" "$Mirror/twice")
$differences | Out-Default
if ($differences) { throw 'The mirror differs.' }
'The mirror is the same.'
