using MssTools.Core.Checks;
using Xunit;

namespace MssTools.Core.Tests.Checks;

public class PlantedFaultTests
{
    // In LiveProgressTests, between two versions of a manifest; and the address, which is no fault of the twin.
    private static readonly string[] s_elsewhere = ["MSS708", "MSS709", "MSS710", "MSS711", "MSS712", "MSS713", "MSS905"];

    public static TheoryData<string> Recorded => [.. PlantedFaults.Recorded.Keys];

    public static TheoryData<string> Live => [.. PlantedFaults.Live.Keys];

    public static TheoryData<string> Served => [.. PlantedFaults.Served.Keys];

    public static TheoryData<string> ServedLive => [.. PlantedFaults.ServedLive.Keys];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Check_CleanTwin_FindsNothing(bool isLive)
    {
        using var presentation = new TestPresentation(isLive);

        Assert.Empty(presentation.Check());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Check_CleanTwinBehindAServer_FindsTheAddressAlone(bool isLive)
    {
        using var presentation = new TestPresentation(isLive);

        Assert.Equal("MSS905", Ids(presentation.CheckServed()));
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Check_Recorded_FindsWhatIsPlantedAndNothingElse(string fault)
    {
        using var presentation = new TestPresentation();
        PlantedFaults.Recorded[fault].Plant(presentation);

        Assert.Equal(PlantedFaults.Recorded[fault].Expected, Ids(presentation.Check()));
    }

    [Theory]
    [MemberData(nameof(Live))]
    public void Check_Live_FindsWhatIsPlantedAndNothingElse(string fault)
    {
        using var presentation = new TestPresentation(isLive: true);
        PlantedFaults.Live[fault].Plant(presentation);

        Assert.Equal(PlantedFaults.Live[fault].Expected, Ids(presentation.Check()));
    }

    [Theory]
    [MemberData(nameof(Served))]
    public void Check_Served_FindsWhatIsPlantedAndNothingElse(string fault)
    {
        using var presentation = new TestPresentation();
        PlantedFaults.Served[fault].Plant(presentation);

        string expected = PlantedFaults.Served[fault].Expected;
        Assert.Equal(expected, Ids(ButForTheSite(presentation.CheckServed(), expected)));
    }

    [Theory]
    [MemberData(nameof(ServedLive))]
    public void Check_ServedLive_FindsWhatIsPlantedAndNothingElse(string fault)
    {
        using var presentation = new TestPresentation(isLive: true);
        PlantedFaults.ServedLive[fault].Plant(presentation);

        string expected = PlantedFaults.ServedLive[fault].Expected;
        Assert.Equal(expected, Ids(ButForTheSite(presentation.CheckServed(), expected)));
    }

    [Fact]
    public void EveryRule_HasAPlantedFault()
    {
        IEnumerable<string> planted = new[] { PlantedFaults.Recorded, PlantedFaults.Live, PlantedFaults.Served, PlantedFaults.ServedLive }
            .SelectMany(f => f.Values).SelectMany(f => f.Expected.Split(' '));

        Assert.Equal(
            CheckRules.All.Select(r => r.Id).Order(StringComparer.Ordinal),
            planted.Concat(s_elsewhere).Distinct().Order(StringComparer.Ordinal));
    }

    // The address of the tests' own site, and how long it takes to answer on a busy machine.
    private static IEnumerable<MssFinding> ButForTheSite(IEnumerable<MssFinding> findings, string expected) =>
        findings.Where(f => f.Id is not ("MSS905" or "MSS811") || expected.Contains(f.Id, StringComparison.Ordinal));

    private static string Ids(IEnumerable<MssFinding> findings) =>
        string.Join(' ', findings.Select(f => f.Id).Distinct().Order(StringComparer.Ordinal));
}
