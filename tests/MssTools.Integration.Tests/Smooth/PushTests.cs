using Xunit;

namespace MssTools.Integration.Tests.Smooth;

/// <summary>What <c>New-MSSStream -IsmType Isml</c> pushes, judged by a receiver that was written without looking at it.</summary>
public class PushTests
{
    /// <summary>The layouts, and what is done wrong to the first POST.</summary>
    public static TheoryData<string, string> Cases => new()
    {
        { "PerRendition", "none" },
        { "PerTrack", "stall" },
        { "Muxed", "early" },
        { "Muxed", "reset" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Push_AtAReceiver_GivesEachFragmentAndNoComplaint(string layout, string wrong)
    {
        using var folder = new TemporaryFolder();
        using var receiver = new SmoothReceiver(new Dictionary<int, Misbehaviour>(MisbehaviourOf(wrong)));

        string said = await HostProcess.RunScriptAsync(
            folder,
            $"$s = New-MSSStream -Path '{Repository.Samples[0]}' -IsmType Isml -PublishingPoint 'http://127.0.0.1:{receiver.Port}/live1.isml' " +
            $"-IngestLayout {layout} -TargetFolder . -GroupName group -ChunkLength 2 -RetryInterval 0.2 -Wait\n\"$($s.State) $($s.LastError)\"");

        string facts = string.Join('\n', [.. receiver.Complaints, .. receiver.Heads, said]);
        Assert.True(receiver.Complaints.Count == 0, facts);
        Assert.True(receiver.Probes > 0 && receiver.Ends > 0, facts);
        foreach (IGrouping<(uint, long), ReceivedFragment> same in receiver.Fragments.GroupBy(f => (f.TrackId, f.Time)))
        {
            Assert.True(same.Select(f => f.PayloadHash).Distinct().Count() == 1, $"{same.Key} came with two payloads.");
            Assert.True(same.Count() == same.Select(f => f.Request).Distinct().Count(), $"{same.Key} came twice in one POST.");
        }

        foreach (IGrouping<(uint, string), ReceivedFragment> track in receiver.Fragments.GroupBy(f => (f.TrackId, layout == "PerTrack" ? $"{f.Request}" : "")))
        {
            ReceivedFragment[] line = [.. track.DistinctBy(f => f.Time).OrderBy(f => f.Time)];
            Assert.All(line.Zip(line.Skip(1)), pair => Assert.Equal(pair.First.Time + pair.First.Duration, pair.Second.Time));
        }

        string[] stored = [.. Directory.EnumerateFiles(folder.FullName, "*", SearchOption.AllDirectories).Where(IsFragment)];
        Assert.True(stored.Length == receiver.Fragments.DistinctBy(f => f.PayloadHash).Count(), $"{stored.Length} fragments are stored.\n{facts}");
    }

    private static bool IsFragment(string path) => File.ReadAllBytes(path).AsSpan() is { Length: > 8 } bytes && bytes[4..8].SequenceEqual("moof"u8);

    private static Dictionary<int, Misbehaviour> MisbehaviourOf(string wrong) => wrong switch
    {
        "early" => new() { [0] = new Misbehaviour.RefuseEarly(503) },
        "late" => new() { [0] = new Misbehaviour.RefuseLate(500) },
        "reset" => new() { [0] = new Misbehaviour.ResetAfter(3) },
        "stall" => new() { [0] = new Misbehaviour.Stall(TimeSpan.FromSeconds(5)) },
        "close" => new() { [0] = new Misbehaviour.CloseUnanswered() },
        "redirect" => new() { [0] = new Misbehaviour.Redirect(307, "/other/live1.isml/Streams(elsewhere)") },
        _ => [],
    };
}
