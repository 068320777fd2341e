namespace MssTools.Core.Inputs.Ts;

/// <summary>A PES packet that is held.</summary>
/// <param name="Payload">A copy of the bytes behind its header.</param>
/// <param name="Pts">Presentation time stamp, 33 bits, or null.</param>
/// <param name="Dts">Decode time stamp, 33 bits, or null.</param>
/// <param name="IsRandomAccess">random_access_indicator of the packet that it starts in.</param>
internal sealed record PesUnit(byte[] Payload, long? Pts, long? Dts, bool IsRandomAccess);
