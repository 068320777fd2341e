using Xunit;

namespace MssTools.Core.Tests.Model;

public class StreamDefinitionTests
{
    private static readonly StreamDefinition s_valid = new()
    {
        LocalStreamNames = ["a", "b"],
        TargetFolder = Path.GetFullPath("/webroot"),
        GroupName = "group",
    };

    private static readonly StreamDefinition s_push = s_valid with
    {
        IsmType = IsmType.Isml,
        Push = new PushDefinition { Points = [new Uri("http://origin/live.isml")] },
    };

    // Name, a definition that breaks one rule, and words of the message: the setting, its value or its range.
    public static TheoryData<string, string[]> Refused() => new()
    {
        { "no stream", ["LocalStreamNames has 0 names", "1 to 64"] },
        { "65 streams", ["LocalStreamNames has 65 names"] },
        { "empty stream name", ["LocalStreamNames", "''"] },
        { "stream name with a folder", ["LocalStreamNames", "'x/y'"] },
        { "stream name twice", ["LocalStreamNames has 'A' twice"] },
        { "too few bandwidths", ["Bandwidths has 1 values for 2 local streams"] },
        { "too many bandwidths", ["Bandwidths has 3 values"] },
        { "negative bandwidth", ["Bandwidths is -1", "0 to 4294967295"] },
        { "bandwidth past 32 bits", ["Bandwidths is 4294967296"] },
        { "bandwidth twice", ["Bandwidths has 5 twice"] },
        { "audio bit rates for files", ["AudioBitrates and VideoBitrates go with IsmType Isml"] },
        { "video bit rates for files", ["AudioBitrates and VideoBitrates go with IsmType Isml"] },
        { "audio bit rates and bandwidths", ["exclude Bandwidths"] },
        { "too few audio bit rates", ["AudioBitrates has 1 values"] },
        { "too few video bit rates", ["VideoBitrates has 1 values"] },
        { "push without a point", ["PublishingPoint is ''"] },
        { "push to a relative point", ["PublishingPoint is 'live.isml'"] },
        { "push to a file", ["PublishingPoint is 'ftp://x/'"] },
        { "relative folder", ["TargetFolder is 'webroot'", "full path"] },
        { "no folder", ["TargetFolder is ''"] },
        { "no group", ["GroupName", "''"] },
        { "group that climbs", ["GroupName", "'..'"] },
        { "group that is hidden", ["GroupName", "'.group'"] },
        { "group of a Windows device", ["GroupName", "'con'"] },
        { "group of a Windows device with an extension", ["GroupName", "'LPT1.x'"] },
        { "group that ends in a dot", ["GroupName", "'group.'"] },
        { "group that ends in a space", ["GroupName", "'group '"] },
        { "group that ends in a line", ["GroupName", "'group\n'"] },
        { "group with a brace", ["GroupName", "'{bitrate}'"] },
        { "group of 129 letters", ["GroupName"] },
        { "manifest with a folder", ["ManifestName", "'x/manifest'"] },
        { "manifest named as a fragment", ["ManifestName is '5.fmp4'", "fragment"] },
        { "playlist of 4", ["PlaylistLength is 4", "5 to 4000"] },
        { "playlist of 4001", ["PlaylistLength is 4001", "5 to 4000"] },
        { "chunk of 0", ["ChunkLength is 0", "1 to 3600"] },
        { "chunk of 3601", ["ChunkLength is 3601", "1 to 3600"] },
        { "negative retention", ["StaleRetentionCount is -1", "0 to 999999"] },
        { "retention of a million", ["StaleRetentionCount is 1000000", "0 to 999999"] },
        { "look-ahead of -1", ["LookAheadFragmentCount is -1", "0 to 8"] },
        { "look-ahead of 9", ["LookAheadFragmentCount is 9", "0 to 8"] },
        { "time scale of 999", ["TimeScale is 999", "1000 to 10000000"] },
        { "time scale past 10 MHz", ["TimeScale is 10001000", "1000 to 10000000"] },
        { "time scale of 90 kHz and a half", ["TimeScale is 90500"] },
        { "start before 1970", ["StartTime", "1969-12-31"] },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Validate_OneRuleBroken_NamesTheSettingAndTheValue(string rule, string[] words)
    {
        var failure = Assert.Throws<MssException>(Broken(rule).Validate);

        Assert.Equal(MssError.InvalidSetting, failure.Code);
        Assert.All(words, word => Assert.Contains(word, failure.Message, StringComparison.Ordinal));
        Assert.NotEmpty(failure.RecommendedAction);
    }

    [Fact]
    public void Validate_EdgesOfTheRanges_AreTaken()
    {
        s_valid.Validate();
        s_push.Validate();
        (s_push with { AudioBitrates = [0, uint.MaxValue], VideoBitrates = [1, 1] }).Validate();
        (s_valid with { Bandwidths = [0, 0] }).Validate();
        (s_valid with { Bandwidths = [1, uint.MaxValue] }).Validate();
        (s_valid with { LocalStreamNames = [.. Enumerable.Range(0, 64).Select(i => $"s{i}")] }).Validate();
        (s_valid with { GroupName = new string('g', 128), ManifestName = "Übertragung 1 (a+b)@x.ismc" }).Validate();
        (s_valid with { PlaylistLength = 5, ChunkLength = 1, StaleRetentionCount = 0, LookAheadFragmentCount = 0, TimeScale = 1000 }).Validate();
        (s_valid with { PlaylistLength = 4000, ChunkLength = 3600, StaleRetentionCount = 999_999, LookAheadFragmentCount = 8, TimeScale = 10_000_000 }).Validate();
        (s_valid with { StartTime = DateTimeOffset.UnixEpoch }).Validate();
    }

    // The reference server's order: the first wrong setting is the one that is told.
    [Fact]
    public void Validate_SeveralRulesBroken_TellsTheFirst()
    {
        StreamDefinition all = s_valid with { LocalStreamNames = [], TargetFolder = "", PlaylistLength = 0, TimeScale = 1 };

        Assert.Contains("LocalStreamNames", Assert.Throws<MssException>(all.Validate).Message, StringComparison.Ordinal);
        Assert.Contains("TargetFolder", Assert.Throws<MssException>((all with { LocalStreamNames = ["a"] }).Validate).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("relative", MssError.InvalidSetting)]
    [InlineData("/webroot", MssError.InvalidTarget)]
    [InlineData("/WEBROOT/", MssError.InvalidTarget)]
    [InlineData("/webroot/inner", MssError.InvalidTarget)]
    [InlineData("/", MssError.InvalidTarget)]
    [InlineData("/webroot2", null)]
    [InlineData("/web", null)]
    public void Validate_Mirror_StandsApart(string mirror, MssError? expected)
    {
        StreamDefinition definition = s_valid with { MirrorTo = [mirror == "relative" ? mirror : Path.GetFullPath(mirror)] };

        Assert.Equal(expected, (Record.Exception(definition.Validate) as MssException)?.Code);
    }

    [Fact]
    public void Validate_MirrorTwice_IsRefused()
    {
        string mirror = Path.GetFullPath("/mirror");

        Assert.Equal(
            MssError.InvalidTarget, Assert.Throws<MssException>((s_valid with { MirrorTo = [mirror, mirror] }).Validate).Code);
    }

    [Fact]
    public void Defaults_AreThoseOfCreateMssStream()
    {
        var definition = new StreamDefinition();

        Assert.Equal(
            (10, "manifest.ismc", 10, true, true, true, false, true, 10),
            (definition.PlaylistLength, definition.ManifestName, definition.ChunkLength, definition.ChunkOnIdr, definition.KeepAlive,
                definition.OverwriteDestination, definition.CleanupDestination, definition.IsLive, definition.EffectiveStaleRetentionCount));
        Assert.Equal(
            (PlaylistType.Appending, IsmType.Ismc, IngestMode.Single, 2, 10_000_000),
            (definition.PlaylistType, definition.IsmType, definition.Push.Mode, definition.LookAheadFragmentCount, definition.TimeScale));
    }

    private static StreamDefinition Broken(string rule) => rule switch
    {
        "no stream" => s_valid with { LocalStreamNames = [] },
        "65 streams" => s_valid with { LocalStreamNames = [.. Enumerable.Range(0, 65).Select(i => $"s{i}")] },
        "empty stream name" => s_valid with { LocalStreamNames = ["a", ""] },
        "stream name with a folder" => s_valid with { LocalStreamNames = ["x/y"] },
        "stream name twice" => s_valid with { LocalStreamNames = ["a", "A"] },
        "too few bandwidths" => s_valid with { Bandwidths = [1] },
        "too many bandwidths" => s_valid with { Bandwidths = [1, 2, 3] },
        "negative bandwidth" => s_valid with { Bandwidths = [1, -1] },
        "bandwidth past 32 bits" => s_valid with { Bandwidths = [1, 4_294_967_296] },
        "bandwidth twice" => s_valid with { Bandwidths = [5, 5] },
        "audio bit rates for files" => s_valid with { AudioBitrates = [1, 2] },
        "video bit rates for files" => s_valid with { VideoBitrates = [1, 2] },
        "audio bit rates and bandwidths" => s_push with { AudioBitrates = [1, 2], Bandwidths = [1, 2] },
        "too few audio bit rates" => s_push with { AudioBitrates = [1] },
        "too few video bit rates" => s_push with { VideoBitrates = [1] },
        "push without a point" => s_push with { Push = new PushDefinition() },
        "push to a relative point" => s_push with { Push = new PushDefinition { Points = [new Uri("live.isml", UriKind.Relative)] } },
        "push to a file" => s_push with { Push = new PushDefinition { Points = [new Uri("ftp://x/")] } },
        "relative folder" => s_valid with { TargetFolder = "webroot" },
        "no folder" => s_valid with { TargetFolder = "" },
        "no group" => s_valid with { GroupName = "" },
        "group that climbs" => s_valid with { GroupName = ".." },
        "group that is hidden" => s_valid with { GroupName = ".group" },
        "group of a Windows device" => s_valid with { GroupName = "con" },
        "group of a Windows device with an extension" => s_valid with { GroupName = "LPT1.x" },
        "group that ends in a dot" => s_valid with { GroupName = "group." },
        "group that ends in a space" => s_valid with { GroupName = "group " },
        "group that ends in a line" => s_valid with { GroupName = "group\n" },
        "group with a brace" => s_valid with { GroupName = "{bitrate}" },
        "group of 129 letters" => s_valid with { GroupName = new string('g', 129) },
        "manifest with a folder" => s_valid with { ManifestName = "x/manifest" },
        "manifest named as a fragment" => s_valid with { ManifestName = "5.fmp4" },
        "playlist of 4" => s_valid with { PlaylistLength = 4 },
        "playlist of 4001" => s_valid with { PlaylistLength = 4001 },
        "chunk of 0" => s_valid with { ChunkLength = 0 },
        "chunk of 3601" => s_valid with { ChunkLength = 3601 },
        "negative retention" => s_valid with { StaleRetentionCount = -1 },
        "retention of a million" => s_valid with { StaleRetentionCount = 1_000_000 },
        "look-ahead of -1" => s_valid with { LookAheadFragmentCount = -1 },
        "look-ahead of 9" => s_valid with { LookAheadFragmentCount = 9 },
        "time scale of 999" => s_valid with { TimeScale = 999 },
        "time scale past 10 MHz" => s_valid with { TimeScale = 10_001_000 },
        "time scale of 90 kHz and a half" => s_valid with { TimeScale = 90_500 },
        "start before 1970" => s_valid with { StartTime = new DateTimeOffset(1969, 12, 31, 0, 0, 0, TimeSpan.Zero) },
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, null),
    };
}
