# A channel to look at in a browser, with nothing to download, until the time is over.
#
#   MssTools.Host examples/14-demo.ps1 [-Seconds 120] [-Port 8888]
param([double] $Seconds = 120, [int] $Port = 8888)
$ErrorActionPreference = 'Stop'
if (-not (Get-Module MssTools)) { Import-Module "$PSScriptRoot/../MssTools.psd1" }

$demo = Start-MSSDemo -Port $Port
$demo | Out-Default
[Threading.Thread]::Sleep([int](1000 * $Seconds))
$demo | Stop-MSSDemo
