# Packages the three sample renditions into ./webroot/demo, shows the group, and checks what was written.
#
#   dotnet run --project src/MssTools.Host -- examples/quickstart.ps1      (no pwsh needed)
#   pwsh examples/quickstart.ps1
#
# Ends with code 0 if the manifest and every fragment that it lists are there, else with 1.
$ErrorActionPreference = 'Stop'
if (-not (Get-Module MssTools)) { Import-Module "$PSScriptRoot/../MssTools.psd1" }

"Packaging low.mp4, mid.mp4 and high.mp4 into ./webroot/demo ..."
$media = "$PSScriptRoot/media"
$streams = New-MSSStream -Path "$media/low.mp4", "$media/mid.mp4", "$media/high.mp4" `
    -TargetFolder ./webroot -GroupName demo -IsLive $false -ChunkLength 2 -Wait
$group = Get-MSSGroup demo
$group | Out-Default
$streams | Out-Default
$group.Tracks | Out-Default

# What a player does: read the manifest, fill in the Url template, ask for each fragment of each quality level.
$problems = @()
$listed = 0
$folder = [IO.Path]::GetDirectoryName($group.ManifestPath)
if (-not [IO.File]::Exists($group.ManifestPath)) {
    "There is no manifest '$($group.ManifestPath)'."
    exit 1
}

$manifest = ([xml][IO.File]::ReadAllText($group.ManifestPath)).SmoothStreamingMedia
foreach ($index in $manifest.StreamIndex) {
    foreach ($level in $index.QualityLevel) {
        foreach ($fragment in $index.c) {
            $path = $index.Url.Replace('{bitrate}', $level.Bitrate).Replace('{start time}', $fragment.t)
            $file = [IO.FileInfo]::new("$folder/$path")
            $listed++
            if (-not $file.Exists -or $file.Length -eq 0) { $problems += $path }
        }
    }
}

$seconds = [long]$manifest.Duration / [long]$manifest.TimeScale
if ($group.State -ne 'Completed') { $problems += "the group ended as $($group.State): $($group.LastError)" }
if ($listed -eq 0) { $problems += 'the manifest lists no fragment' }
if ($seconds -lt 20) { $problems += "the manifest says $seconds s instead of 20 s" }
if ($problems) {
    "FAILED: missing, empty or wrong:"
    $problems
    exit 1
}

"OK: $($group.ManifestPath) lists $listed fragments, $seconds s; all of them are there."
"Serve ./webroot with any web server and open http://<server>/demo/manifest.ismc in a player."
