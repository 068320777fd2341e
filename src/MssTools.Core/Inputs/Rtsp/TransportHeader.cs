using System.Globalization;

namespace MssTools.Core.Inputs.Rtsp;

/// <summary>The Transport header (RFC 2326 12.39).</summary>
internal static class TransportHeader
{
    /// <summary>A pair of numbers, as in <c>interleaved=0-1</c> or <c>server_port=5000-5001</c>; null where it is not there.</summary>
    public static (int First, int Second)? Pair(string header, string name)
    {
        string? value = header.Split(';', StringSplitOptions.TrimEntries)
            .FirstOrDefault(part => part.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..];
        string[] numbers = (value ?? "").Split('-');
        if (!ushort.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out ushort first))
        {
            return null;
        }

        bool isPair = ushort.TryParse(numbers.ElementAtOrDefault(1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort second);
        return (first, isPair ? second : first + 1);
    }
}
