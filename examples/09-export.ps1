# Makes files of a group: a presentation for IIS and servers like it (.ism), and MP4 for editors and players.
#
#   MssTools.Host examples/09-export.ps1 [-Target <web root>] [-Destination <folder>]
param([string] $Target = './webroot', [string] $Destination = './library')
$ErrorActionPreference = 'Stop'
if (-not (Get-Module MssTools)) { Import-Module "$PSScriptRoot/../MssTools.psd1" }

$media = "$PSScriptRoot/media"
$null = New-MSSStream -Path "$media/low.mp4", "$media/high.mp4" -TargetFolder $Target -GroupName film -IsLive $false -ChunkLength 2 -Wait

Export-MSSGroup film $Destination -As Ism -PassThru | Out-Default

# A stretch of it, cut at fragments.
Export-MSSGroup film $Destination -As Mp4 -Name opening -To 0:0:4 -PassThru | Out-Default

# And back: all renditions of the presentation, in one group.
$null = New-MSSStream -Path "$Destination/film.ism" -TargetFolder $Target -GroupName again -IsLive $false -ChunkLength 2 -Wait
Get-MSSGroup again | Out-Default
