# Checks a group before anybody sees it, then what a server makes of it, as its players get it.
#
#   MssTools.Host examples/05-check.ps1 [-Target <web root>]
param([string] $Target = './webroot')
$ErrorActionPreference = 'Stop'
if (-not (Get-Module MssTools)) { Import-Module "$PSScriptRoot/../MssTools.psd1" }

$media = "$PSScriptRoot/media"
New-MSSStream -Path "$media/low.mp4", "$media/high.mp4" -TargetFolder $Target -GroupName checked -IsLive $false -Wait | Out-Default

# $true or $false, for scripts. -Verbose shows the first finding.
if (-not (Get-MSSGroup checked | Test-MSSGroup -Verbose)) { throw 'The group is not fit to be published.' }

# Behind a server: also codes, types and headers. Any address does: IIS, a CDN, another packager.
$server = Start-MSSServer $Target -Port 0 -Address 127.0.0.1
Get-MSSFinding -Uri "http://127.0.0.1:$($server.Port)/checked.ism/Manifest" -Player DashJs, Vlc, Media3 -As Report
$server | Stop-MSSServer
