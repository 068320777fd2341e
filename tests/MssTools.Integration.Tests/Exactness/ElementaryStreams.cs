using MssTools.Integration.Tests.Reading;
using Xunit;

namespace MssTools.Integration.Tests.Exactness;

/// <summary>Compares a group with a transport stream that it was made from: NAL units, AAC frames and times.</summary>
internal static class ElementaryStreams
{
    private const long HalfMillisecond = TimeSpan.TicksPerMillisecond / 2;

    /// <summary>Every NAL unit and frame of the file is in the group, and nothing else; all times have one distance.</summary>
    /// <param name="group">What was made.</param>
    /// <param name="file">Whence.</param>
    /// <param name="cut">Packets that the sender may keep for itself: sound at the start, all at the end.</param>
    /// <param name="ignored">Types of NAL units that the way may add or leave out.</param>
    /// <param name="tolerance">Ticks that times may be off; half a millisecond unless told.</param>
    /// <param name="ownDecodeTimes">The way carries no decode times, so they may have a distance of their own.</param>
    /// <returns>Half the spread of the times, in ticks.</returns>
    public static async Task<long> AssertSameAsync(
        ClientGroup group,
        string file,
        int cut = 0,
        IReadOnlyCollection<int>? ignored = null,
        long tolerance = HalfMillisecond,
        bool ownDecodeTimes = false)
    {
        var offsets = new List<long>();
        foreach (ClientIndex index in group.Indexes)
        {
            IReadOnlyList<ClientSample> own = group.SamplesOf(index, index.Levels[0]);
            IReadOnlyList<SourcePacket> source = await SourcePacket.ReadAsync(file, index.IsVideo);
            Assert.InRange(own.Count, source.Count - cut, source.Count);
            int start = 0;
            if (index.IsVideo)
            {
                byte[] stream = await Tool.RunAsync("ffmpeg", "-v", "error", "-i", file, "-map", "0:v:0", "-c", "copy", "-f", "h264", "-");
                List<string> units = Without(ignored, own.SelectMany(s => NalUnits.OfSample(s.Data)));
                List<string> all = Without(ignored, NalUnits.OfByteStream(stream));
                Assert.Equal(cut > 0 ? all.Take(units.Count) : all, units);
            }
            else
            {
                IReadOnlyList<string> all = await SourcePacket.ReadAdtsHashesAsync(file);
                List<string> hashes = [.. own.Select(s => SourcePacket.HashOf(s.Data))];
                start = cut > 0 ? all.TakeWhile(hash => hash != hashes[0]).Count() : 0;
                Assert.InRange(start, 0, cut);
                Assert.Equal(all.Skip(start).Take(own.Count), hashes);
            }

            List<long> decode = [.. own.Zip(source.Skip(start), (s, p) => s.DecodeTime - p.DecodeTime)];
            if (ownDecodeTimes)
            {
                Assert.InRange(HalfSpread(decode), 0, tolerance);
            }
            else
            {
                offsets.AddRange(decode);
            }

            offsets.AddRange(own.Zip(source.Skip(start), (s, p) => s.PresentationTime - p.PresentationTime));
        }

        long spread = HalfSpread(offsets);
        Assert.InRange(spread, 0, tolerance);
        return spread;
    }

    private static long HalfSpread(List<long> offsets) => (offsets.Max() - offsets.Min() + 1) / 2;

    private static List<string> Without(IReadOnlyCollection<int>? types, IEnumerable<string> units) =>
        [.. units.Where(unit => types is null || !types.Contains(Convert.ToInt32(unit[..2], 16) & 31))];
}
