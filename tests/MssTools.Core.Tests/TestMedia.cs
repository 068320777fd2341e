using MssTools.Core.Codecs.Aac;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Media;

namespace MssTools.Core.Tests;

/// <summary>Tracks and samples as literals.</summary>
internal static class TestMedia
{
    public static readonly AvcConfig Avc = new(
        Convert.FromHexString("00000001674d401f" + "0000000168ee3c80"), 320, 180, "H.264 Main@3.1");

    public static readonly AacConfig Aac = new("AACL", Convert.FromHexString("1190"), 48000, 2, 1024, "AAC-LC 48000 Hz stereo");

    public static Track Video(uint timescale = 10_000_000, long? bitrate = null, int id = 1) =>
        new(id, Contents.Video, timescale, Avc, bitrate);

    public static Track Audio(uint timescale = 10_000_000, long? bitrate = null, int id = 2) =>
        new(id, Contents.Audio, timescale, Aac, bitrate);

    public static long Ms(double milliseconds) => checked((long)(milliseconds * 10_000));

    public static Sample At(
        Track track, long time, long duration = 400_000, bool sync = true, long offset = 0, int bytes = 3) =>
        new(track, time, duration, offset, sync, Bytes(bytes, time));

    /// <summary>'K' is a sync sample, '.' is not; each lasts <paramref name="step"/> ticks.</summary>
    public static List<Sample> Gops(Track track, string gops, long step, long start = 0) =>
        [.. gops.Select((c, i) => At(track, start + i * step, step, c == 'K'))];

    /// <summary>Draws runs as <see cref="Gops"/> takes them, with '|' between runs.</summary>
    public static string Draw(IEnumerable<SampleRun> runs) =>
        string.Join('|', runs.Select(run => string.Concat(run.Samples.Select(s => s.IsSync ? 'K' : '.'))));

    /// <summary>Runs that touch, from their lengths in milliseconds.</summary>
    public static List<SampleRun> Runs(Track track, params long[] lengthsMs)
    {
        var runs = new List<SampleRun>();
        long time = 0;
        foreach (long length in lengthsMs)
        {
            runs.Add(new SampleRun(track, time, Ms(length), [At(track, time, Ms(length))]));
            time += Ms(length);
        }

        return runs;
    }

    private static Payload Bytes(int count, long seed) =>
        new(Enumerable.Range(1, count).Select(i => (byte)(seed / 7 + i * 37)).ToArray());
}
