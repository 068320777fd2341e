namespace MssTools.Integration.Tests.Smooth;

/// <summary>A fragment that arrived whole.</summary>
/// <param name="Request">The number of the POST that brought it, from 0.</param>
/// <param name="TrackId">Its track.</param>
/// <param name="Time">The time of its tfxd, in ticks of the track.</param>
/// <param name="Duration">The duration of its tfxd, in ticks of the track.</param>
/// <param name="PayloadHash">SHA-256 of the content of its mdat, in hex.</param>
internal sealed record ReceivedFragment(int Request, uint TrackId, long Time, long Duration, string PayloadHash);
