using Xunit;

namespace MssTools.Core.Tests.Model;

public class EventFilterTests
{
    [Theory]
    [InlineData("news", "news", true)]
    [InlineData("NEWS", "news", true)]
    [InlineData("news", "news1", false)]
    [InlineData("news*", "news1", true)]
    [InlineData("*", "", true)]
    [InlineData("?*", "", false)]
    [InlineData("cam?", "cam1", true)]
    [InlineData("cam?", "cam", false)]
    [InlineData("cam[1-3x]", "cam2", true)]
    [InlineData("cam[1-3x]", "camX", true)]
    [InlineData("cam[1-3x]", "cam4", false)]
    [InlineData("cam[^1]", "cam^", true)]
    [InlineData("cam[^1]", "cam2", false)]
    [InlineData(@"cam[\d]", "cam1", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData("a.c", "a.c", true)]
    [InlineData("`*", "*", true)]
    [InlineData("`*", "x", false)]
    [InlineData("`[1]", "[1]", true)]
    [InlineData("a*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    [InlineData("a*", "a\nb", true)]
    public void GroupName_Pattern_IsAsInPowerShell(string pattern, string name, bool isWanted)
    {
        Func<MssEvent, bool> wanted = new EventFilter { GroupNames = [pattern] }.ToPredicate();

        Assert.Equal(isWanted, wanted(new MssEvent { GroupName = name }));
    }

    [Fact]
    public void EachPart_MustAgree_AndOneOfItsOwn()
    {
        Func<MssEvent, bool> wanted = new EventFilter
        {
            Kinds = [MssEventKind.Error, MssEventKind.InputLost],
            GroupNames = ["news", "film"],
            StreamNames = ["cam*"],
        }.ToPredicate();

        Assert.True(wanted(new MssEvent { Kind = MssEventKind.InputLost, GroupName = "film", StreamName = "cam1" }));
        Assert.False(wanted(new MssEvent { Kind = MssEventKind.DiskLow, GroupName = "film", StreamName = "cam1" }));
        Assert.False(wanted(new MssEvent { Kind = MssEventKind.InputLost, StreamName = "cam1" }));
        Assert.False(wanted(new MssEvent { Kind = MssEventKind.InputLost, GroupName = "film" }));
        Assert.True(new EventFilter().ToPredicate()(new MssEvent()));
    }

    [Theory]
    [InlineData("cam[1")]
    [InlineData("cam[]")]
    public void Pattern_BracketIsNotClosed_IsRefused(string pattern) => Refused(new EventFilter { StreamNames = [pattern] });

    [Fact]
    public void Validate_WhatIsNone_IsRefused()
    {
        Refused(new EventFilter { Kinds = [(MssEventKind)99] });
        Refused(new EventFilter { GroupNames = [new string('x', 300)] });
        Refused(new EventFilter { GroupNames = [.. Enumerable.Repeat("x", 1001)] });
    }

    [Theory]
    [InlineData("", "http://h/", null, null)]
    [InlineData("a\nb", "http://h/", null, null)]
    [InlineData("r", null, null, null)]
    [InlineData("r", "http://h/", "/x", null)]
    [InlineData("r", "ftp://h/", null, null)]
    [InlineData("r", "relative", null, null)]
    [InlineData("r", null, "relative.jsonl", null)]
    [InlineData("r", null, "/x.jsonl", "secret")]
    [InlineData("r", "http://h/", null, "")]
    [InlineData("r", "http://h/", null, "whsec_no base64!")]
    [InlineData("r", "http://h/", null, "whsec_")]
    public void Receiver_SettingIsWrong_IsRefused(string name, string? uri, string? path, string? secret)
    {
        var definition = new EventReceiverDefinition
        {
            Name = name,
            Uri = uri is null ? null : new Uri(uri, UriKind.RelativeOrAbsolute),
            Path = path,
            Secret = secret,
        };

        MssException refused = Assert.Throws<MssException>(definition.Validate);

        Assert.Equal(MssError.InvalidSetting, refused.Code);
    }

    [Fact]
    public void Receiver_IsRefusedOutOfItsRanges_AndShowsNoSecret()
    {
        var webhook = new EventReceiverDefinition { Name = "r", Uri = new Uri("http://u:verysecret@h/"), Secret = "verysecret" };
        webhook.Validate();
        (webhook with { RetryCount = 20, Timeout = 300 }).Validate();
        Assert.All(
            new[]
            {
                webhook with { RetryCount = 21 }, webhook with { RetryCount = -1 }, webhook with { Timeout = 0 }, webhook with { Timeout = 301 },
                webhook with { MaximumSize = 65535 },
            },
            wrong => Assert.Equal(MssError.InvalidSetting, Assert.Throws<MssException>(wrong.Validate).Code));
        Assert.Equal("r", $"{webhook}");
    }

    private static void Refused(EventFilter filter) => Assert.Equal(MssError.InvalidSetting, Assert.Throws<MssException>(filter.Validate).Code);
}
