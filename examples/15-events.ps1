# Has a script block and a file get what happens to a channel.
#
#   MssTools.Host examples/15-events.ps1 [-Seconds 10] [-Path <events.jsonl>] [-Target <web root>]
param([double] $Seconds = 10, [string] $Path = './events.jsonl', [string] $Target = './webroot')
$ErrorActionPreference = 'Stop'
if (-not (Get-Module MssTools)) { Import-Module "$PSScriptRoot/../MssTools.psd1" }

# A script block of this session gets what somebody should see to, and all states.
$job = Register-MSSEvent StreamState, InputLost, InputBack, Error, DiskLow -Action { "$($EventArgs.Event.Kind): $($EventArgs.Event.Message)" }

# A file gets everything; with -Uri it would be a webhook, and with -Service a service does it, also after a restart.
$file = Register-MSSEvent -Path $Path -GroupName channel
$stream = New-MSSStream -Uri 'test:?width=320&height=180' -TargetFolder $Target -GroupName channel -ChunkLength 1 -LookAheadFragmentCount 0
[Threading.Thread]::Sleep([int]($Seconds * 1000))
$stream | Stop-MSSStream
$stream | Wait-MSSStream -Timeout 30

Get-MSSEventReceiver $file.Name | Out-Default
$file | Unregister-MSSEvent
$job | Receive-Job
$job | Remove-Job -Force
"$([IO.File]::ReadAllLines($file.Target).Count) events are in '$($file.Target)'."
