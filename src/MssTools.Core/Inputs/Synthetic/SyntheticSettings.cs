namespace MssTools.Core.Inputs.Synthetic;

/// <summary>What a made-up input shows and sounds like. Two of equal settings give equal samples.</summary>
internal sealed record SyntheticSettings
{
    /// <summary>Pixels, 64 to 1920, even.</summary>
    public int Width { get; init; } = 640;

    /// <summary>Pixels, 64 to 1088, even.</summary>
    public int Height { get; init; } = 360;

    /// <summary>Pictures per second, 1 to 60.</summary>
    public int FramesPerSecond { get; init; } = 25;

    /// <summary>Bits per second that the pictures are filled up to, where they have room for it; 100 000 to 20 000 000.</summary>
    public int Bitrate { get; init; } = 800_000;

    /// <summary>Seconds between IDR pictures, 1 to 10.</summary>
    public int GopSeconds { get; init; } = 2;

    /// <summary>What is written above the clock, in characters that <see cref="Pictures.DotFont"/> has; may be empty.</summary>
    public string Name { get; init; } = "TEST";

    /// <summary>Hertz of the tone under the beeps, 0 (none) to 8000.</summary>
    public int Tone { get; init; } = 440;

    /// <summary>Whether there is sound.</summary>
    public bool HasSound { get; init; } = true;

    /// <summary>How long the input is, in whole seconds; null: without an end.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Pictures from one IDR picture to the next.</summary>
    public int GopLength => GopSeconds * FramesPerSecond;
}
