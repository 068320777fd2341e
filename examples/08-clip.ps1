# Saves the last seconds of a running channel as a recording of its own, while the channel goes on: a goal, an incident.
#
#   MssTools.Host examples/08-clip.ps1 [-Last 0:0:4] [-Target <web root>]
param([TimeSpan] $Last = '0:0:4', [string] $Target = './webroot')
$ErrorActionPreference = 'Stop'
if (-not (Get-Module MssTools)) { Import-Module "$PSScriptRoot/../MssTools.psd1" }

$stream = New-MSSStream -Uri 'test:?name=match' -TargetFolder $Target -GroupName match -ChunkLength 1 -LookAheadFragmentCount 0

$end = [DateTime]::UtcNow.AddMinutes(1)
while (($group = Get-MSSGroup match).Duration -lt $Last -or -not [IO.File]::Exists($group.ManifestPath)) {
    if ([DateTime]::UtcNow -gt $end) { throw 'Nothing was published within a minute.' }
    [Threading.Thread]::Sleep(200)
}

# Times begin at zero in it; -KeepTime keeps them, and takes no room on the disk.
Save-MSSClip match $Target -Name goal -Last $Last -PassThru | Out-Default
"The channel is $((Get-MSSGroup match).State) meanwhile."
$stream | Stop-MSSStream
