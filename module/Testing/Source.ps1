function New-MSSTestSource {
    <#
    .SYNOPSIS
    Makes inputs for New-MSSStream that need no file, no encoder and no ffmpeg.
    .DESCRIPTION
    Writes a row for each rendition, with LocalStreamName, Uri and GroupName, which New-MSSStream takes from the pipeline. The addresses are those of
    `test:` (see Add-MSSLocalStream): H.264 with a visible clock and AAC with a beep each second. The same settings give the same bytes, and the IDR
    frames of all renditions are at the same times.
    .PARAMETER Name
    Name of the group, which is also shown in the picture; letters, digits, '-', '_' and '.'. -GroupName of New-MSSStream goes before it.
    .PARAMETER Rendition
    How many renditions, the smallest first: 256 by 144, 640 by 360, 1280 by 720 and 1920 by 1080 pixels at 200, 800, 2500 and 5000 kbit/s.
    .PARAMETER Duration
    How long it is, in whole seconds; 0 has no end, for live groups.
    .PARAMETER FrameRate
    Pictures per second.
    .PARAMETER GopLength
    Seconds between two IDR frames, where fragments can be cut.
    .PARAMETER NoAudio
    The picture alone.
    .EXAMPLE
    New-MSSTestSource -Duration 0:0:12 | New-MSSStream -TargetFolder $TestDrive -IsLive $false -Wait
    A recording of twelve seconds, named test.
    .EXAMPLE
    New-MSSTestSource -Name news -Rendition 3 -Duration 0 | New-MSSStream -TargetFolder $TestDrive -ChunkLength 2
    A live channel of three renditions.
    .EXAMPLE
    (New-MSSTestSource).Uri
    The address alone, as Add-MSSLocalStream takes it.
    #>
    [CmdletBinding()]
    [OutputType('MssTools.Testing.Source')]
    param(
        [Parameter(Position = 0)]
        [ValidatePattern('^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}\z')]
        [string]$Name = 'test',

        [ValidateRange(1, 4)]
        [int]$Rendition = 1,

        [ValidateScript({ $_.TotalSeconds -ge 0 -and $_.TotalDays -le 7 }, ErrorMessage = '{0}: 0 to 7 days are possible.')]
        [timespan]$Duration = '0:0:12',

        [ValidateRange(1, 60)]
        [int]$FrameRate = 25,

        [ValidateRange(1, 10)]
        [int]$GopLength = 2,

        [switch]$NoAudio
    )

    $sizes = @(
        @{ Width = 256; Height = 144; Bitrate = 200000 }
        @{ Width = 640; Height = 360; Bitrate = 800000 }
        @{ Width = 1280; Height = 720; Bitrate = 2500000 }
        @{ Width = 1920; Height = 1080; Bitrate = 5000000 }
    )
    $seconds = [int][Math]::Ceiling($Duration.TotalSeconds)
    foreach ($size in $sizes[0..($Rendition - 1)]) {
        $uri = "test:?width=$($size.Width)&height=$($size.Height)&fps=$FrameRate&gop=$GopLength&bitrate=$($size.Bitrate)&name=$($Name.ToUpperInvariant())"
        if ($NoAudio) { $uri += '&audio=none' }
        if ($seconds -gt 0) { $uri += "&duration=$seconds" }
        [pscustomobject]@{
            PSTypeName      = 'MssTools.Testing.Source'
            LocalStreamName = if ($Rendition -eq 1) { $Name } else { "$($Name)_$($size.Height)p" }
            Uri             = $uri
            GroupName       = $Name
        }
    }
}
