using MssTools.Service;
using Xunit;

namespace MssTools.Integration.Tests.Deployment;

/// <summary>A command line of a file, as the service itself reads it.</summary>
internal static class NodeLine
{
    /// <summary>The settings that it stands for; a test fails where the service would refuse it.</summary>
    public static ServiceDefinition Read(params IEnumerable<string> arguments)
    {
        string[] words = [.. arguments];
        ServiceArguments? read = ServiceArguments.Read(words);
        Assert.True(read is not null, $"The service does not take: {string.Join(' ', words)}");
        Assert.False(read.IsDetached); // who starts it reads its log
        ServiceDefinition settings = read.Apply(new ServiceDefinition { StatePath = read.StatePath });
        settings.Validate();
        return settings;
    }
}
