# Channels that do not end with the session: they run in a service, a process of its own, which also remembers them.
#
#   MssTools.Host examples/12-service.ps1 [-State <folder>] [-Target <web root>]
param([string] $State = './state', [string] $Target = './webroot')
$ErrorActionPreference = 'Stop'
if (-not (Get-Module MssTools)) { Import-Module "$PSScriptRoot/../MssTools.psd1" }

# On a machine that runs for ever it is Install-MSSService, once.
$service = Start-MSSService $State
$service | Connect-MSSService -Name studio | Out-Default
try {
    # From here all cmdlets act on the service; -Service '' is the engine of this session.
    Add-MSSLocalStream news -Uri 'test:?name=news' -PassThru | Out-Default
    $stream = New-MSSStream news -TargetFolder $Target -ChunkLength 2
    Get-MSSStream | Out-Default
    "In the session itself: $(@(Get-MSSStream -Service '').Count) streams."

    # Another session, on another day, would connect and find them there.
    $stream | Stop-MSSStream
}
finally {
    Stop-MSSService -Name studio
    Disconnect-MSSService studio
}
