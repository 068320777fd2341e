namespace MssTools.Integration.Tests.Reading;

/// <summary>One sample as a client extracts it, in ticks of the manifest's TimeScale.</summary>
internal sealed record ClientSample(long DecodeTime, long PresentationTime, long Duration, bool IsSync, ReadOnlyMemory<byte> Data);
