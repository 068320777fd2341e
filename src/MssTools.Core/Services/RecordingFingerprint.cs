using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MssTools.Core.Streams;

namespace MssTools.Core.Services;

/// <summary>What a recording is made of: its settings, and path, size and time of each of its files. The same twice means the same bytes.</summary>
internal static class RecordingFingerprint
{
    /// <summary>The fingerprint of a group, as 64 hexadecimal digits.</summary>
    /// <param name="definition">A group that asks for it by <see cref="StreamDefinition.SkipUnchanged"/>.</param>
    /// <param name="find">What the name of a local stream stands for; null: nothing yet.</param>
    /// <returns>Null where nothing says whether an input has changed: it is no single file, or is not there; and where the group is pushed.</returns>
    public static string? Of(StreamDefinition definition, Func<string, NamedInput?> find)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(find);
        if (!definition.SkipUnchanged || definition.Push.Points.Count > 0)
        {
            return null;
        }

        LocalStreamDefinition?[] inputs = definition.Inputs.Count > 0
            ? [.. definition.Inputs]
            : [.. definition.LocalStreamNames.Select(name => find(name) is { IsPublished: false } named ? named.Definition : null)];
        var text = new StringBuilder(ServiceHost.Version).Append('\n').Append(SettingsOf(definition));
        foreach (LocalStreamDefinition? input in inputs)
        {
            if (input is null || FileOf(input) is not { Exists: true } file)
            {
                return null;
            }

            text.Append(CultureInfo.InvariantCulture, $"\n{file.FullName}\n{file.Length} {file.LastWriteTimeUtc.Ticks}");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    // A presentation's files are not named by its manifest's time.
    private static FileInfo? FileOf(LocalStreamDefinition input) =>
        input.Loop || input.Follow || LocalStreamRegistry.IsAddress(input.Source) || LocalStreamRegistry.IsPresentation(input.Source)
            ? null
            : new FileInfo(input.Source);

    // Where it goes, and what becomes of what is there, is no matter of what it is.
    private static string SettingsOf(StreamDefinition definition) => JsonSerializer.Serialize(
        definition with
        {
            Inputs = [],
            TargetFolder = "",
            MirrorTo = [],
            NodeLabels = [],
            OverwriteDestination = true,
            CleanupDestination = false,
            Resume = null,
            InputTimeout = null,
            TakesOver = false,
        },
        WireJson.Compared);
}
