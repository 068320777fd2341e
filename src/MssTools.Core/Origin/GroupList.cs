using System.Text.Json;
using MssTools.Core.Manifests;

namespace MssTools.Core.Origin;

/// <summary>What the page shows of the groups, as JSON.</summary>
/// <param name="groups">The groups.</param>
/// <param name="time">Says how old their newest fragments are.</param>
internal sealed class GroupList(GroupCatalog groups, TimeProvider time)
{
    /// <summary>Reads all groups and writes the list.</summary>
    public byte[] Write()
    {
        DateTimeOffset now = time.GetUtcNow();
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartArray("groups");
            foreach ((IReadOnlyList<string> folder, ServedManifest group) in groups.List())
            {
                Write(json, folder, group, now);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<string> folder, ServedManifest group, DateTimeOffset now)
    {
        PublishedManifest manifest = group.Manifest;
        string path = string.Join('/', folder.Select(Uri.EscapeDataString));
        json.WriteStartObject();
        json.WriteString("name", string.Join('/', folder));
        string smooth = $"/{path}.{(manifest.IsLive ? "isml" : "ism")}/Manifest";
        string name = Path.GetFileName(group.File.FullPath);
        json.WriteString("manifest", ContentType.IsManifest(name) ? $"/{path}/{Uri.EscapeDataString(name)}" : smooth);
        json.WriteString("smooth", smooth);
        json.WriteBoolean("isLive", manifest.IsLive);
        json.WriteNumber("durationSeconds", manifest.Duration.TotalSeconds);
        json.WriteNumber("windowSeconds", manifest.Window.TotalSeconds);
        json.WriteNumber("fragmentSeconds", manifest.FragmentLength.TotalSeconds);
        json.WriteNumber("newestAgeSeconds", Math.Max(0, (now - group.File.Written).TotalSeconds));
        json.WriteStartArray("streams");
        foreach (PublishedStreamIndex index in manifest.StreamIndexes)
        {
            json.WriteStartObject();
            json.WriteString("type", index.Type);
            json.WriteString("name", index.Name);
            json.WriteNumber("fragments", index.Count);
            json.WriteStartArray("renditions");
            foreach (PublishedQualityLevel level in index.Levels)
            {
                json.WriteStartObject();
                json.WriteNumber("bitrate", level.Bitrate);
                json.WriteString("codec", level.FourCC);
                json.WriteNumber("width", level.Width);
                json.WriteNumber("height", level.Height);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
