# Pushes a live channel to a publishing point, as encoders do: the server makes a live group of what comes.
#
#   MssTools.Host examples/06-push.ps1 [-Seconds 15] [-Target <web root>]
param([double] $Seconds = 15, [string] $Target = './webroot')
$ErrorActionPreference = 'Stop'
if (-not (Get-Module MssTools)) { Import-Module "$PSScriptRoot/../MssTools.psd1" }

# The server could be another machine's, or IIS.
$null = [IO.Directory]::CreateDirectory($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Target))
$server = Start-MSSServer $Target -Port 0
$point = $server | New-MSSPublishingPoint live1 -ChunkLength 2 -PlaylistType Rolling -PlaylistLength 30

# No -TargetFolder: nothing of it is stored on this side.
Add-MSSLocalStream camera -Uri 'test:?width=640&height=360&bitrate=800000&name=camera'
$stream = New-MSSStream camera -GroupName camera -ChunkLength 2 -IsmType Isml -PublishingPoint $point.Url

$end = [DateTime]::UtcNow.AddSeconds($Seconds)
do {
    [Threading.Thread]::Sleep(500)
    $group = Get-MSSGroup live1 -ErrorAction Ignore
} until ($group.Duration.TotalSeconds -ge 4 -or [DateTime]::UtcNow -gt $end)
$point = Get-MSSPublishingPoint live1
"The point is $($point.State) with $($point.FragmentCount) fragments; players open $($point.Url)/Manifest."

# The end of the push is the end of the broadcast: the group becomes a recording.
$stream | Stop-MSSStream
$server | Stop-MSSServer
Remove-MSSLocalStream camera
