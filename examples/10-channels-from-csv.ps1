# Starts all channels of a table; rows of one GroupName are renditions of one group.
#
#   MssTools.Host examples/10-channels-from-csv.ps1 [-Csv channels.csv] [-Seconds 30] [-Target <web root>]
param([string] $Csv = "$PSScriptRoot/channels.csv", [double] $Seconds = 30, [string] $Target = './webroot')
$ErrorActionPreference = 'Stop'
if (-not (Get-Module MssTools)) { Import-Module "$PSScriptRoot/../MssTools.psd1" }

# In pwsh this is: $rows = Import-Csv $Csv
$names, $lines = [IO.File]::ReadAllLines($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Csv))
$names = $names.Split(',')
$rows = foreach ($line in $lines) {
    $row = [ordered]@{}
    $values = $line.Split(',')
    for ($i = 0; $i -lt $names.Count; $i++) { $row[$names[$i]] = $values[$i] }
    [pscustomobject]$row
}

# A row that cannot be is an error of its own, and leaves out its group alone.
$streams = $rows | New-MSSStream -TargetFolder $Target -ChunkLength 2 -PlaylistType Rolling -PlaylistLength 30 -ErrorAction Continue

$end = [DateTime]::UtcNow.AddSeconds($Seconds)
while ([DateTime]::UtcNow -lt $end) {
    [Threading.Thread]::Sleep([int][Math]::Min(5000, [Math]::Max(1, ($end - [DateTime]::UtcNow).TotalMilliseconds)))
    Get-MSSGroup | Out-Default
}

$streams | Stop-MSSStream
