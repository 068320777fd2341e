using System.Globalization;
using System.Xml.Linq;
using CsCheck;
using MssTools.Core.Checks;
using MssTools.Core.Stored;
using MssTools.Core.Tests.Stored;
using Xunit;

namespace MssTools.Core.Tests.Checks;

public class GroupCheckerTests
{
    [Fact]
    public void Check_ManyAlike_ReportsTenAndCountsTheRest()
    {
        using var presentation = new TestPresentation();
        for (int i = 4; i < 40; i++)
        {
            presentation.Audio.Add(new XElement("c", new XAttribute("t", i * TestPresentation.Length), new XAttribute("d", TestPresentation.Length)));
        }

        List<MssFinding> missing = presentation.Check().FindAll(f => f.Id == "MSS401");

        Assert.Equal(11, missing.Count);
        Assert.Equal((26, "audio 64000"), (missing[^1].Count, missing[^1].Track));
        Assert.Equal(36, missing.Sum(f => f.Count));
        Assert.Equal("26 more of this kind: a listed fragment is not there.", missing[^1].Message);
    }

    [Fact]
    public void Check_Finding_SaysRulePlaceAndAdvice()
    {
        using var presentation = new TestPresentation();
        presentation.Change(2, f => f with { Place = (1, TestPresentation.Length) });

        MssFinding finding = Assert.Single(presentation.Check());

        Assert.Equal(("MSS501", FindingSeverity.Error, "video 1000000", TimeSpan.FromSeconds(4)), (finding.Id, finding.Severity, finding.Track, finding.Time));
        Assert.Equal("The tfxd says 1, the manifest 40000000.", finding.Message);
        Assert.EndsWith("Fragments(video=40000000) at 872", finding.Place, StringComparison.Ordinal);
        Assert.Equal(Path.Join(presentation.Folder, "manifest.ismc"), finding.Manifest);
        Assert.Equal("[MS-SSTR] 2.2.4.4", finding.Reference);
        Assert.Equal(Enum.GetValues<MssPlayer>(), finding.Players);
    }

    [Theory]
    [InlineData(FindingSeverity.Information, "MSS107 MSS109 MSS401")]
    [InlineData(FindingSeverity.Warning, "MSS107 MSS401")]
    [InlineData(FindingSeverity.Error, "MSS401")]
    public void Check_Severity_IsTheLeast(FindingSeverity severity, string expected)
    {
        using TestPresentation presentation = Various();

        Assert.Equal(expected, Ids(TestPresentation.Run(new CheckDefinition { Path = presentation.Folder, Severity = severity })));
    }

    [Theory]
    [InlineData(MssPlayer.Vlc, "MSS401 MSS701")]
    [InlineData(MssPlayer.GStreamer, "MSS401 MSS702")]
    [InlineData(MssPlayer.Kodi, "MSS401")]
    public void Check_Player_TellsWhatItFailsAt(MssPlayer player, string expected)
    {
        using var presentation = new TestPresentation(isLive: true);
        presentation.Root.SetAttributeValue("IsLive", "true");
        presentation.Root.SetAttributeValue("LookAheadFragmentCount", null);
        presentation.Fragments.Remove("QualityLevels(500000)/Fragments(video=0)");

        Assert.Equal(expected, Ids(presentation.Check(player)));
    }

    [Fact]
    public void Check_LiveFragmentThatLeftTheWindow_IsNotMissing()
    {
        using var presentation = new TestPresentation(isLive: true);
        int asked = 0;
        presentation.Answer = (target, reply) =>
        {
            if (!target.Contains("anifest", StringComparison.Ordinal))
            {
                return target.EndsWith("=0)", StringComparison.Ordinal) ? new TestSite.Reply(404, [], "Cache-Control: no-store") : reply;
            }

            if (asked++ == 0)
            {
                return reply;
            }

            string later = System.Text.Encoding.UTF8.GetString(reply.Body).Replace("<c t=\"0\" d=\"20000000\" />", "", StringComparison.Ordinal);
            return reply with { Body = System.Text.Encoding.UTF8.GetBytes(later) };
        };

        Assert.Equal("MSS905", Ids(presentation.CheckServed()));
    }

    [Fact]
    public void Check_ServerThatGoesAway_EndsWithAnError()
    {
        using var presentation = new TestPresentation();
        presentation.Answer = (target, reply) => target.Contains("anifest", StringComparison.Ordinal) ? reply : new TestSite.Reply(200, [1], StatedLength: 100);

        Assert.Equal(MssError.SourceFailed, Assert.Throws<MssException>(() => presentation.CheckServed()).Code);
    }

    [Fact]
    public void Check_TakenInPart_ClosesEverything()
    {
        using var presentation = new TestPresentation();
        presentation.Manifest = [0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes(presentation.Root.ToString())];
        presentation.Write();
        using var site = new TestSite(t => TestSite.FromFolder(presentation.Folder, t));

        Assert.Equal("MSS107", GroupChecker.CheckAsync(new CheckDefinition { Address = site.Address("/manifest.ismc") }, TimeProvider.System, default)
            .ToBlockingEnumerable().First().Id);
    }

    [Fact]
    public void Check_Cancelled_Ends()
    {
        using var presentation = new TestPresentation();
        presentation.Write();
        using var stop = new CancellationTokenSource();
        using var site = new TestSite(t => { stop.Cancel(); return TestSite.FromFolder(presentation.Folder, t); });

        Assert.ThrowsAny<OperationCanceledException>(() => GroupChecker.CheckAsync(
            new CheckDefinition { Address = site.Address("/manifest.ismc") }, TimeProvider.System, stop.Token).ToBlockingEnumerable().Count());
    }

    [Fact]
    public void Check_Watch_ChecksWhatComesAndTheEnd()
    {
        using var presentation = new TestPresentation(isLive: true);
        presentation.Write();
        int looks = 0;

        List<MssFinding> findings = Watch(presentation, () => Version(presentation, ++looks));

        // The third version lists a fragment that nobody stored; the fourth is the end.
        Assert.Equal(["audio 64000", "video 1000000", "video 500000"], findings.Where(f => f.Id == "MSS401").Select(f => f.Track).Order(StringComparer.Ordinal));
        Assert.All(findings.Where(f => f.Id == "MSS401"), f => Assert.Equal(TimeSpan.FromSeconds(8), f.Time));
        Assert.Equal(1 + 2 + 3 + 1, looks); // at first, while it lives, for each missing one, at the end
    }

    [Fact]
    public void Check_WatchOfWhatStandsStill_SaysSoOnce()
    {
        using var presentation = new TestPresentation(isLive: true);
        presentation.Write();
        List<MssFinding> findings = Watch(presentation, () => presentation.Root.ToString());

        Assert.Single(findings, f => f.Id == "MSS707");
    }

    [Fact]
    public void Check_AnyDamage_EndsWithFindings()
    {
        using var presentation = new TestPresentation();
        presentation.Write();
        string[] files = [.. Directory.EnumerateFiles(presentation.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Gen.Select(Gen.Int[0, files.Length - 1], Gen.Int[0, 1_000_000], Gen.Byte, Gen.Int[1, 30]).Sample(
            (file, at, value, count) =>
            {
                byte[] good = File.ReadAllBytes(files[file]);
                byte[] bad = [.. good];
                bad.AsSpan(at % bad.Length, Math.Min(count, bad.Length - (at % bad.Length))).Fill(value);
                File.WriteAllBytes(files[file], bad);
                try
                {
                    TestPresentation.Run(new CheckDefinition { Path = presentation.Folder });
                }
                finally
                {
                    File.WriteAllBytes(files[file], good);
                }
            },
            iter: 300,
            threads: 1);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("/a", "http://host/")]
    public void Validate_NeitherOrBoth_IsRefused(string? path, string? address) =>
        Assert.Equal(MssError.InvalidSetting, Assert.Throws<MssException>(() =>
            new CheckDefinition { Path = path, Address = address is null ? null : new Uri(address) }.Validate()).Code);

    private static TestPresentation Various()
    {
        var presentation = new TestPresentation();
        presentation.Video.AddFirst(new XElement("Vendor"));
        presentation.Manifest = [0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes(presentation.Root.ToString())];
        presentation.Fragments.Remove("QualityLevels(500000)/Fragments(video=0)");
        presentation.Write();
        return presentation;
    }

    // What a live manifest looks like later.
    private static string Version(TestPresentation presentation, int look)
    {
        var root = new XElement(presentation.Root);
        if (look >= 3)
        {
            foreach (XElement index in root.Elements())
            {
                index.Add(new XElement("c", new XAttribute("t", 4 * TestPresentation.Length), new XAttribute("d", TestPresentation.Length)));
            }
        }

        if (look >= 6)
        {
            root.SetAttributeValue("IsLive", null);
            root.SetAttributeValue("Duration", (5 * TestPresentation.Length).ToString(CultureInfo.InvariantCulture));
        }

        return root.ToString();
    }

    private static List<MssFinding> Watch(TestPresentation presentation, Func<string> manifest)
    {
        using var group = new StoredGroup(new ChangingPlace(FolderPlace.Of(presentation.Folder), manifest));
        var definition = new CheckDefinition { Watch = TimeSpan.FromSeconds(60) };
        return [.. GroupChecker.CheckAsync(group, definition, new SteppedTime(DateTimeOffset.UnixEpoch), default).ToBlockingEnumerable()];
    }

    private static string Ids(IEnumerable<MssFinding> findings) =>
        string.Join(' ', findings.Select(f => f.Id).Distinct().Order(StringComparer.Ordinal));

    // A folder whose manifest is another one at each look.
    private sealed class ChangingPlace(FolderPlace place, Func<string> manifest) : IGroupPlace
    {
        public string Manifest => place.Manifest;

        public bool CanList => true;

        public Task<StoredDocument> OpenManifestAsync(CancellationToken cancellationToken) => Task.FromResult(
            new StoredDocument(Manifest, new MemoryBytes(Manifest, System.Text.Encoding.UTF8.GetBytes(manifest())), Http: null, Problem: null));

        public Task<StoredDocument> OpenAsync(string url, long limit, CancellationToken cancellationToken) => place.OpenAsync(url, limit, cancellationToken);

        public IEnumerable<string> List() => place.List();

        public void Dispose() => place.Dispose();
    }
}
