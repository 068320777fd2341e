namespace MssTools.Core.Inputs.Rtp;

/// <summary>One stream of a session as its description tells of it (RFC 8866 5.14 and 6.6).</summary>
/// <param name="Kind">video, audio, or something else.</param>
/// <param name="PayloadType">Number of the format in the packets.</param>
/// <param name="Encoding">Name of the format, as written; for the static numbers, the number.</param>
/// <param name="ClockRate">Ticks per second of its timestamps.</param>
/// <param name="Control">Address for SETUP, absolute or relative; empty where there is none.</param>
/// <param name="Format">The fmtp parameters, by name without regard to case.</param>
internal sealed record RtpMedia(
    string Kind, int PayloadType, string Encoding, uint ClockRate, string Control, IReadOnlyDictionary<string, string> Format);
