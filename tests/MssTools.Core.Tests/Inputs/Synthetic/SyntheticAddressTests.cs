using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Synthetic;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Synthetic;

public class SyntheticAddressTests
{
    [Theory]
    [InlineData("test:", true)]
    [InlineData("TEST:?fps=5", true)]
    [InlineData("test:?", true)]
    [InlineData("test:film.mp4", false)]  // a drive of PowerShell may be called so
    [InlineData("test:/film.mp4", false)]
    [InlineData("tests:?fps=5", false)]
    [InlineData("test", false)]
    [InlineData("", false)]
    public void IsAddress_OfTheScheme_IsTheSchemeAloneOrWithAQuery(string source, bool expected)
    {
        Assert.Equal(expected, SyntheticAddress.IsSynthetic(source));
        Assert.Equal(expected, SourceFactory.IsAddress(source));
    }

    [Theory]
    [InlineData("test:")]
    [InlineData("test:?")]
    [InlineData("test:?&&")]
    public void Parse_NothingSaid_IsTheDefaults(string source) => Assert.Equal(
        new SyntheticSettings
        {
            Width = 640,
            Height = 360,
            FramesPerSecond = 25,
            Bitrate = 800_000,
            GopSeconds = 2,
            Name = "TEST",
            Tone = 440,
            HasSound = true,
            Duration = null,
        },
        SyntheticAddress.Parse(source));

    [Fact]
    public void Parse_EverySetting_IsTaken() => Assert.Equal(
        new SyntheticSettings
        {
            Width = 1280,
            Height = 720,
            FramesPerSecond = 50,
            Bitrate = 3_000_000,
            GopSeconds = 4,
            Name = "Hello 1+2",
            Tone = 1000,
            HasSound = false,
            Duration = TimeSpan.FromMinutes(1),
        },
        SyntheticAddress.Parse("Test:?Width=1280&HEIGHT=720&fps=50&bitrate=3000000&gop=4&name=Hello%201%2B2&tone=1000&audio=NONE&duration=60"));

    [Theory]
    [InlineData("width", "64", "1920", "62", "1922", "101", "1080p")]
    [InlineData("height", "64", "1088", "62", "1090", "101", "-64")]
    [InlineData("fps", "1", "60", "0", "61", "29.97", "")]
    [InlineData("bitrate", "100000", "20000000", "99999", "20000001", "800k", " 800000")]
    [InlineData("gop", "1", "10", "0", "11", "0.5", "2s")]
    [InlineData("tone", "0", "8000", "-1", "8001", "4294967736", "a")]
    [InlineData("duration", "1", "604800", "0", "604801", "1.5", "00:01:00")]
    [InlineData("audio", "aac", "none", "", "mp3", "1", "aac ")]
    [InlineData("name", "", "1234567890123456789012345678901234567890", "12345678901234567890123456789012345678901", "ä", "a_b*", "%25")]
    public void Parse_ValuesAtTheBorders_AreTakenOrRefusedByName(string name, string lowest, string highest, params string[] refused)
    {
        SyntheticAddress.Parse($"test:?{name}={lowest}");
        SyntheticAddress.Parse($"test:?{name}={highest}");
        Assert.All(refused, value =>
        {
            MssException failure = Assert.Throws<MssException>(() => SourceFactory.CheckAddress($"test:?{name}={value}"));

            Assert.Equal(MssError.InvalidSetting, failure.Code);
            Assert.StartsWith($"The setting {name} of ", failure.Message, StringComparison.Ordinal);
            Assert.Contains($"'{Uri.UnescapeDataString(value)}'; it can be ", failure.Message, StringComparison.Ordinal);
            Assert.Contains(name, failure.RecommendedAction, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Parse_Range_IsInTheMessage()
    {
        MssException failure = Assert.Throws<MssException>(() => SyntheticAddress.Parse("test:?width=99999"));

        Assert.Equal(
            "The setting width of the address 'test:' is '99999'; it can be a whole number from 64 to 1920 in steps of 2.", failure.Message);
    }

    [Theory]
    [InlineData("test:?size=640")]
    [InlineData("test:?640x360")]
    [InlineData("test:?=1")]
    public void Parse_SettingThatThereIsNot_IsInvalid(string source)
    {
        MssException failure = Assert.Throws<MssException>(() => SyntheticAddress.Parse(source));

        Assert.Equal(MssError.InvalidSetting, failure.Code);
        Assert.Contains("has no setting", failure.Message, StringComparison.Ordinal);
        Assert.Contains("duration", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void TryOpen_Address_OpensTheReader()
    {
        var input = new LocalStreamDefinition { Name = "a", Source = "test:?width=64&height=64" };

        using IMediaReader reader = SourceFactory.TryOpen(input, TimeProvider.System, CancellationToken.None)!;

        Assert.IsType<SyntheticReader>(reader);
        Assert.Equal("test:?name=key", SourceSecrets.Shown("test:?name=key"));
    }
}
