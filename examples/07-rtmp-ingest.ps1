# Takes a channel from an encoder (OBS, ffmpeg, a camera) over RTMP, under a stream key.
#
#   MssTools.Host examples/07-rtmp-ingest.ps1 [-Seconds 60] [-Port 1935] [-Key cam1] [-Target <web root>]
param([double] $Seconds = 60, [int] $Port = 1935, [string] $Key = 'cam1', [string] $Target = './webroot')
$ErrorActionPreference = 'Stop'
if (-not (Get-Module MssTools)) { Import-Module "$PSScriptRoot/../MssTools.psd1" }

# Only this machine can reach it; leave -Address out to open it to others.
$ingest = Start-MSSIngest $Port -Address 127.0.0.1 -StreamKey $Key
$stream = New-MSSStream $Key -TargetFolder $Target -ChunkLength 2 -PlaylistType Rolling -PlaylistLength 30
"Push to rtmp://127.0.0.1:$($ingest.Port)/live/$Key, for example with"
"  ffmpeg -re -i film.mp4 -c copy -f flv rtmp://127.0.0.1:$($ingest.Port)/live/$Key"

# The stream waits for the encoder, and again whenever that goes away.
$end = [DateTime]::UtcNow.AddSeconds($Seconds)
while ([DateTime]::UtcNow -lt $end) {
    [Threading.Thread]::Sleep([int][Math]::Min(5000, [Math]::Max(1, ($end - [DateTime]::UtcNow).TotalMilliseconds)))
    Get-MSSStream -Id $stream.Id | Out-Default
    Get-MSSIngest $ingest.Port | ForEach-Object Publishers | Out-Default
}

$stream | Stop-MSSStream
Stop-MSSIngest $ingest.Port
