# A live channel from a looping file: the manifest offers the newest 10 fragments, older ones leave the disk in time.
#
#   MssTools.Host examples/02-live-loop.ps1 [-Seconds 30] [-Target <web root>]
param([double] $Seconds = 30, [string] $Target = './webroot')
$ErrorActionPreference = 'Stop'
if (-not (Get-Module MssTools)) { Import-Module "$PSScriptRoot/../MssTools.psd1" }

# Local streams give inputs a name, as the server does that createMSSStream belongs to.
Add-MSSLocalStream -Name low -Path "$PSScriptRoot/media/low.mp4" -Loop
Add-MSSLocalStream -Name high -Path "$PSScriptRoot/media/high.mp4" -Loop

$streams = New-MSSStream low, high -TargetFolder $Target -GroupName channel `
    -PlaylistType Rolling -PlaylistLength 10 -StaleRetentionCount 10 -ChunkLength 2

# The streams run in the background; the session is free. Here it only looks on.
$end = [DateTime]::UtcNow.AddSeconds($Seconds)
while ([DateTime]::UtcNow -lt $end) {
    [Threading.Thread]::Sleep([int][Math]::Min(5000, [Math]::Max(1, ($end - [DateTime]::UtcNow).TotalMilliseconds)))
    Get-MSSGroup channel | Out-Default
}

# Stopping publishes what is held and turns the manifest into a recorded one that players can end with.
$streams | Stop-MSSStream
$streams | Wait-MSSStream | Out-Default
Remove-MSSLocalStream low, high
