# A stream may be made before its input exists: it waits, and starts when the file appears.
#
#   MssTools.Host examples/03-wait-for-input.ps1 [-Target <web root>]
param([string] $Target = './webroot')
$ErrorActionPreference = 'Stop'
if (-not (Get-Module MssTools)) { Import-Module "$PSScriptRoot/../MssTools.psd1" }

$inbox = [IO.Directory]::CreateTempSubdirectory('msstools-inbox').FullName
try {
    # Names only: nothing called "tonight" is known yet.
    $stream = New-MSSStream tonight -TargetFolder $Target -IsLive $false -ChunkLength 2
    "Now: $($stream.State)"

    # Here it is. Deliver files by renaming: then a reader never sees half of one.
    [IO.File]::Copy("$PSScriptRoot/media/mid.mp4", "$inbox/tonight.part")
    [IO.File]::Move("$inbox/tonight.part", "$inbox/tonight.mp4")
    Add-MSSLocalStream -Name tonight -Path "$inbox/tonight.mp4"

    # -Timeout is in seconds; a stream that is still waiting then is an error here, and goes on waiting.
    $stream | Wait-MSSStream -Timeout 60 | Out-Default
    (Get-MSSStream tonight).History | ForEach-Object { "$($_.Time.ToString('HH:mm:ss.fff')) $($_.State)" }
}
finally {
    Remove-MSSLocalStream tonight
    [IO.Directory]::Delete($inbox, $true)
}
