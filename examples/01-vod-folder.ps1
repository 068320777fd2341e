# Every MP4 file of a folder becomes a recorded (VOD) group of its own.
#
#   MssTools.Host examples/01-vod-folder.ps1 [-Folder <videos>] [-Target <web root>]
param([string] $Folder = "$PSScriptRoot/media", [string] $Target = './webroot')
$ErrorActionPreference = 'Stop'
if (-not (Get-Module MssTools)) { Import-Module "$PSScriptRoot/../MssTools.psd1" }

# Without -GroupName, a group of one stream is named like its file. All files are packaged side by side ...
$files = [IO.Directory]::GetFiles($Folder, '*.mp4')
[Array]::Sort($files)
$streams = $files | ForEach-Object {
    New-MSSStream -Path $_ -TargetFolder $Target -IsLive $false -ChunkLength 4
}

# ... and awaited together. A file that cannot be read fails its own stream, and no other.
$streams | Wait-MSSStream | Out-Default
Get-MSSGroup | Where-Object TargetFolder -eq $streams[0].TargetFolder | ForEach-Object { "$($_.State): $($_.ManifestPath)" }
