using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace MssTools.Integration.Tests.Reading;

/// <summary>What holds for every group, whatever was packaged.</summary>
internal static partial class GroupLaws
{
    /// <summary>Checks a group that nobody writes any more.</summary>
    /// <param name="folder">The group's folder.</param>
    /// <param name="lookAhead">Successors that fragments announce; 0: none.</param>
    /// <param name="runs">How often the group was started; each start may leave a gap.</param>
    public static ClientGroup Check(string folder, int lookAhead = 0, int runs = 1)
    {
        ClientGroup group = ClientGroup.Load(folder);
        CheckRoot(group);
        foreach (ClientIndex index in group.Indexes)
        {
            CheckIndex(index, group.TimeScale);
            CheckRows(index, group.TimeScale, runs);
            IReadOnlyList<ClientFragment>[] levels = [.. index.Levels.Select(level => group.FragmentsOf(index, level))];
            foreach (IReadOnlyList<ClientFragment> fragments in levels)
            {
                CheckFragments(index, fragments);
                CheckAnnouncements(fragments, lookAhead, tornTails: runs > 1 || group.IsLive);
            }

            for (int i = 0; i < index.Rows.Count; i++)
            {
                Assert.Equal(index.Rows[i].Duration, levels.Max(l => l[i].Duration));
            }
        }

        return group;
    }

    private static void CheckRoot(ClientGroup group)
    {
        Assert.Equal((byte)'<', group.Manifest[0]); // no byte order mark
        Assert.Equal("SmoothStreamingMedia", group.Root.Name);
        Assert.Equal(("2", "0"), (Text(group.Root, "MajorVersion"), Text(group.Root, "MinorVersion")));
        Assert.All(group.Root.DescendantsAndSelf(), e => Assert.Equal("", e.Name.NamespaceName));
        if (group.IsLive)
        {
            Assert.Equal(("TRUE", "TRUE", "TRUE"), (Text(group.Root, "IsLive"), Text(group.Root, "CanSeek"), Text(group.Root, "CanPause")));
            Assert.Equal(0, Number(group.Root, "Duration"));
            Assert.True(Number(group.Root, "DVRWindowLength") >= 0);
            Assert.True(Number(group.Root, "LookAheadFragmentCount") >= 0);
        }
        else
        {
            Assert.Equal(
                ["MajorVersion", "MinorVersion", "TimeScale", "Duration"], group.Root.Attributes().Select(a => a.Name.LocalName));
            Assert.True(Number(group.Root, "Duration") > 0);
        }

        Assert.Equal(group.Indexes.Select(i => i.Name).Distinct(), group.Indexes.Select(i => i.Name));
        Assert.NotEmpty(group.Indexes);
    }

    private static void CheckIndex(ClientIndex index, long timeScale)
    {
        string type = index.IsVideo ? "video" : "audio";
        Assert.Equal(type, Text(index.Element, "Type"));
        Assert.Matches($"^{type}(_[a-z]{{3}})?(_[0-9]+)?$", index.Name);
        Assert.Equal(timeScale, Number(index.Element, "TimeScale"));
        Assert.Equal(index.Rows.Count, Number(index.Element, "Chunks"));
        Assert.Equal(index.Levels.Count, Number(index.Element, "QualityLevels"));
        string content = OwnNumber().Replace(index.Name, "");
        Assert.Matches($@"^(\{{bitrate\}}/{content}|[^{{}}/]+/{content}/\{{bitrate\}})/\{{start time\}}\.fmp4$", Text(index.Element, "Url"));
        Assert.True(content == type || content == $"{type}_{Text(index.Element, "Language")}", $"{index.Name} is of another language.");
        Assert.NotEmpty(index.Rows);
        Assert.Equal(index.Levels.Count, index.Levels.Select(l => l.Bitrate).Distinct().Count());
        for (int i = 0; i < index.Levels.Count; i++)
        {
            XElement level = index.Levels[i].Element;
            Assert.Equal(i, Number(level, "Index"));
            Assert.True(Number(level, "Bitrate") > 0);
            Assert.Matches(index.IsVideo ? VideoPrivateData() : AudioPrivateData(), Text(level, "CodecPrivateData"));
            if (index.IsVideo)
            {
                Assert.Equal(("H264", 4), (Text(level, "FourCC"), Number(level, "NALUnitLengthField")));
                Assert.True(Number(level, "MaxWidth") > 0 && Number(level, "MaxHeight") > 0);
            }
            else
            {
                Assert.Matches("^AAC[LH]$", Text(level, "FourCC"));
                Assert.Equal((255, 16), (Number(level, "AudioTag"), Number(level, "BitsPerSample")));
                Assert.Equal(2 * Number(level, "Channels"), Number(level, "PacketSize"));
                Assert.True(Number(level, "SamplingRate") > 0);
            }
        }
    }

    private static void CheckRows(ClientIndex index, long timeScale, int runs)
    {
        int gaps = 0;
        for (int i = 0; i < index.Rows.Count; i++)
        {
            (long time, long duration) = index.Rows[i];
            Assert.Equal(0, time % (timeScale / 1000));
            Assert.True(duration > 0);
            if (i + 1 < index.Rows.Count)
            {
                Assert.True(time + duration <= index.Rows[i + 1].Time, $"{index.Name}: {time} + {duration} > {index.Rows[i + 1].Time}");
                gaps += time + duration == index.Rows[i + 1].Time ? 0 : 1;
            }
        }

        Assert.InRange(gaps, 0, runs - 1);
    }

    private static void CheckFragments(ClientIndex index, IReadOnlyList<ClientFragment> fragments)
    {
        Assert.Equal(index.Rows.Select(r => r.Time), fragments.Select(f => f.Time));
        uint sequence = 0;
        foreach (ClientFragment fragment in fragments)
        {
            Assert.NotEmpty(fragment.Samples);
            Assert.Equal(fragment.Duration, fragment.Samples.Sum(s => s.Duration));
            Assert.True(fragment.Sequence > sequence, $"mfhd of {fragment.Time} is {fragment.Sequence} after {sequence}.");
            Assert.True(fragment.Samples[0].IsSync);
            sequence = fragment.Sequence;
        }
    }

    // Where a run was killed, its last fragments announce what never came.
    private static void CheckAnnouncements(IReadOnlyList<ClientFragment> fragments, int lookAhead, bool tornTails)
    {
        for (int i = 0; i < fragments.Count; i++)
        {
            (long, long)[] following = [.. fragments.Skip(i + 1).Take(lookAhead).Select(f => (f.Time, f.Duration))];
            bool torn = tornTails && (following.Length < lookAhead || HasGap(fragments, i, lookAhead));
            if (!torn)
            {
                // A tail that another rendition lacks, because it was stopped a moment earlier, is not listed.
                bool isTail = following.Length < lookAhead;
                Assert.Equal(following, isTail ? fragments[i].Announced.Take(following.Length) : fragments[i].Announced);
            }
        }
    }

    private static bool HasGap(IReadOnlyList<ClientFragment> fragments, int first, int count) => Enumerable.Range(first, count)
        .Any(i => fragments[i].Time + fragments[i].Duration != fragments[i + 1].Time);

    private static string Text(XElement element, string name) =>
        (string?)element.Attribute(name) ?? throw new InvalidDataException($"{element.Name} lacks {name}.");

    private static long Number(XElement element, string name) =>
        long.Parse(Text(element, name), NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex("_[0-9]+$")]
    private static partial Regex OwnNumber();

    [GeneratedRegex("^00000001[26]7[0-9A-F]+?00000001[26]8[0-9A-F]+$")]
    private static partial Regex VideoPrivateData();

    [GeneratedRegex("^([0-9A-F]{2}){2,}$")]
    private static partial Regex AudioPrivateData();
}
