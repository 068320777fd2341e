using System.Net;
using Xunit;

namespace MssTools.Core.Tests.Model;

public sealed class ServiceDefinitionTests
{
    private static readonly ServiceDefinition s_alone = new() { StatePath = Path.GetFullPath("state") };

    public static TheoryData<ServiceDefinition> OfNodes { get; } =
    [
        s_alone with { NodeName = "media1" },
        s_alone with { NodeLabels = ["zone=north"] },
        s_alone with { NodePort = 11111 },
        s_alone with { NodeAddress = IPAddress.Parse("10.0.0.1") },
    ];

    [Theory]
    [MemberData(nameof(OfNodes))]
    public void Validate_ASettingOfANodeWithoutACluster_IsRefused_NotIgnored(ServiceDefinition definition)
    {
        var refusal = Assert.Throws<MssException>(definition.Validate);

        Assert.Equal(MssError.InvalidSetting, refusal.Code);
        (definition with { Cluster = new Uri("redis://store") }).Validate();
    }

    [Fact]
    public void Validate_AService_NeedsNoneOfThem() => s_alone.Validate();
}
