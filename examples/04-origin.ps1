# Packages the sample media, serves the web root, and shows what viewers did.
#
#   MssTools.Host examples/04-origin.ps1 [-Seconds 60] [-Port 8888] [-Target <web root>]
param([double] $Seconds = 60, [int] $Port = 8888, [string] $Target = './webroot')
$ErrorActionPreference = 'Stop'
if (-not (Get-Module MssTools)) { Import-Module "$PSScriptRoot/../MssTools.psd1" }

$media = "$PSScriptRoot/media"
New-MSSStream -Path "$media/low.mp4", "$media/mid.mp4", "$media/high.mp4" `
    -TargetFolder $Target -GroupName demo -IsLive $false -ChunkLength 2 -Wait | Out-Default

# Only this machine can reach it; -Public opens it to others.
$server = Start-MSSServer $Target -Port $Port
"Open $($server.Url) in a browser, or $($server.Url)demo/manifest.ismc or $($server.Url)demo.ism/Manifest in a player."

$end = [DateTime]::UtcNow.AddSeconds($Seconds)
while ([DateTime]::UtcNow -lt $end) {
    [Threading.Thread]::Sleep([int][Math]::Min(5000, [Math]::Max(1, ($end - [DateTime]::UtcNow).TotalMilliseconds)))
    Get-MSSServer | Out-Default
}

$server | Stop-MSSServer
