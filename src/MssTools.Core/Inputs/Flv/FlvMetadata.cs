using MssTools.Core.Inputs.Amf;

namespace MssTools.Core.Inputs.Flv;

/// <summary>The onMetaData script tag, in AMF0.</summary>
internal static class FlvMetadata
{
    private const double LongestDuration = 366 * 24 * 3600; // seconds

    /// <summary>
    /// The <c>duration</c> of the metadata, or null where it is not there, is zero or does not parse.
    /// </summary>
    public static TimeSpan? ReadDuration(ReadOnlySpan<byte> script)
    {
        var values = new Amf0Reader(script, "onMetaData");
        try
        {
            if (values.ReadText() != "onMetaData" || !values.TryEnterObject())
            {
                return null;
            }

            while (values.TryReadProperty(out ReadOnlySpan<byte> property))
            {
                if (!property.SequenceEqual("duration"u8))
                {
                    values.Skip();
                }
                else if (values.ReadNumber() is { } seconds)
                {
                    return seconds is > 0 and < LongestDuration ? TimeSpan.FromSeconds(seconds) : null;
                }
            }
        }
        catch (MssException)
        {
            // Metadata is a hint. Recorders that were killed leave it unfinished.
        }

        return null;
    }
}
