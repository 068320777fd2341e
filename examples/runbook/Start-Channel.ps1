# A runbook: starts a live channel, waits until something of it is published, and writes the group. Start-Channel.Tests.ps1 tests it.
#
#   ./Start-Channel.ps1 news (Import-Csv sources.csv) -Target /srv/web      the file has the columns LocalStreamName and Uri
param(
    [Parameter(Mandatory)] [string] $Name,
    [Parameter(Mandatory)] [object[]] $Source,
    [string] $Target = './webroot',
    [double] $Timeout = 60
)
$ErrorActionPreference = 'Stop'
if (-not (Get-Module MssTools)) { Import-Module "$PSScriptRoot/../../MssTools.psd1" }

# A scheduler may run it every minute: a channel that runs is left alone.
$group = Get-MSSGroup $Name -ErrorAction Ignore
if ($group.State -in 'Waiting', 'Running') { return $group }

$null = $Source | New-MSSStream -GroupName $Name -TargetFolder $Target -ChunkLength 2 -PlaylistType Rolling -PlaylistLength 30

$end = [DateTime]::UtcNow.AddSeconds($Timeout)
while (($group = Get-MSSGroup $Name).Duration -eq [TimeSpan]::Zero) {
    if ($group.State -notin 'Waiting', 'Running') { throw "Channel '$Name' ended as $($group.State): $($group.LastError)" }
    if ([DateTime]::UtcNow -gt $end) { throw "Nothing of channel '$Name' was published within $Timeout s: it is $($group.State)." }
    [Threading.Thread]::Sleep(200)
}

$group
