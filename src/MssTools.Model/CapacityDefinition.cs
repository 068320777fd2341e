namespace MssTools;

/// <summary>What Measure-MSSCapacity is asked for.</summary>
public sealed record CapacityDefinition
{
    /// <summary>Fragments of the channels that are tried are so long; seconds.</summary>
    public const int FragmentSeconds = 2;

    /// <summary>The folder that the channels are stored below, a full path or the address of an object store; empty: the temporary folder of who measures.</summary>
    public string TargetFolder { get; init; } = "";

    /// <summary>Kilobits a second of the picture of each channel: 100 to 20,000.</summary>
    public int BitrateKbps { get; init; } = 2500;

    /// <summary>Not more channels than this are tried: 1 to 10,000.</summary>
    public int MaxChannels { get; init; } = 1000;

    /// <summary>What of the processors and of the memory is to be left free, in percent: 0 to 90.</summary>
    public int HeadroomPercent { get; init; } = 30;

    /// <summary>How long it may take: 30 s to 1 h. What is tried when it is over is ended.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Refuses what cannot be.</summary>
    /// <exception cref="MssException">InvalidSetting.</exception>
    public void Validate()
    {
        Check(nameof(BitrateKbps), BitrateKbps, 100, 20_000);
        Check(nameof(MaxChannels), MaxChannels, 1, 10_000);
        Check(nameof(HeadroomPercent), HeadroomPercent, 0, 90);
        Check(nameof(TimeLimit), TimeLimit, TimeSpan.FromSeconds(30), TimeSpan.FromHours(1));
    }

    private static void Check<T>(string name, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            throw new MssException(MssError.InvalidSetting, $"{name} is {value}.", $"Give a value from {least} to {most}.");
        }
    }
}
