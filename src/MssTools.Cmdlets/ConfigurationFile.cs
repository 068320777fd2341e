using System.Collections;
using System.Management.Automation.Language;
using System.Text.Json;
using System.Text.Json.Nodes;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>A configuration in a file: JSON, or the data of PowerShell (.psd1), which is read and never run.</summary>
/// <param name="path">Full path.</param>
/// <param name="values">What stands for references to secrets.</param>
internal sealed class ConfigurationFile(string path, ConfigurationValues values)
{
    private const int Longest = 16 * 1024 * 1024;

    /// <summary>Reads it; relative paths start from its folder.</summary>
    /// <param name="engine">Whose paths they are.</param>
    /// <exception cref="MssException">NotFound, InvalidSetting or AccessDenied.</exception>
    public MssConfiguration Read(IMssEngine engine)
    {
        string text = ReadText();
        MssConfiguration configuration = MssEngine.ReadConfiguration(IsData ? FromData(text) : text, $"'{path}'", values.Of);
        if (configuration.Servers.FirstOrDefault(server => server.Port == 0) is { } server)
        {
            throw new MssException(
                MssError.InvalidSetting, $"'{path}' has a server of '{server.Root}' with port 0.", "Give each server a port: by it the server is found again.");
        }

        return engine.IsHere ? WithFullPaths(configuration) : configuration;
    }

    /// <summary>Writes one, in the place of what is there.</summary>
    /// <exception cref="MssException">AccessDenied.</exception>
    public void Write(MssConfiguration configuration)
    {
        string json = MssEngine.WriteConfiguration(configuration);
        try
        {
            File.WriteAllText(path, IsData ? ToData(JsonNode.Parse(json), depth: 0) + "\n" : json);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new MssException(MssError.AccessDenied, $"'{path}' cannot be written: {failure.Message}", innerException: failure);
        }
    }

    private bool IsData => Path.GetExtension(path).Equals(".psd1", StringComparison.OrdinalIgnoreCase);

    private string ReadText()
    {
        try
        {
            return new FileInfo(path).Length > Longest
                ? throw new MssException(MssError.InvalidSetting, $"'{path}' has more than {Longest} bytes.", "Divide it, and import the parts without -Prune.")
                : File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MssException(MssError.NotFound, $"There is no file '{path}'.", "Check the path; Export-MSSConfiguration writes such a file.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new MssException(MssError.AccessDenied, $"'{path}' cannot be read: {failure.Message}", innerException: failure);
        }
    }

    private string FromData(string text)
    {
        ScriptBlockAst script = Parser.ParseInput(text, path, out _, out ParseError[] errors);
        if (errors.FirstOrDefault() is { } error)
        {
            throw new MssException(
                MssError.InvalidSetting, $"'{path}' is no PowerShell data at line {error.Extent.StartLineNumber}: {error.Message}", "Correct the file; Test-Path and the like say nothing here, only data.");
        }

        try
        {
            Ast? table = script.Find(static ast => ast is HashtableAst, searchNestedScriptBlocks: false);
            return table is HashtableAst data
                ? ToJson(data.SafeGetValue()).ToJsonString()
                : throw new MssException(MssError.InvalidSetting, $"'{path}' holds no table.", "Write @{ LocalStreams = @(...); Groups = @(...) }.");
        }
        catch (InvalidOperationException failure)
        {
            throw new MssException(
                MssError.InvalidSetting, $"'{path}' has something in it that is no data: {failure.Message}", "Write texts, numbers, $true, $false, tables and lists only.", failure);
        }
    }

    private static JsonNode ToJson(object? value) => value switch
    {
        IDictionary table => new JsonObject(table.Cast<DictionaryEntry>().Select(entry => KeyValuePair.Create($"{entry.Key}", (JsonNode?)ToJson(entry.Value)))),
        string text => JsonValue.Create(text),
        IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(ToJson)]),
        null => JsonValue.Create("")!,
        _ => JsonSerializer.SerializeToNode(value)!,
    };

    private static string ToData(JsonNode? node, int depth)
    {
        string indent = new(' ', 4 * (depth + 1));
        string end = new(' ', 4 * depth);
        return node switch
        {
            JsonObject { Count: 0 } => "@{}",
            JsonObject members => $"@{{\n{string.Concat(members.Select(m => $"{indent}{Key(m.Key)} = {ToData(m.Value, depth + 1)}\n"))}{end}}}",
            JsonArray { Count: 0 } => "@()",
            JsonArray items => $"@(\n{string.Concat(items.Select(item => $"{indent}{ToData(item, depth + 1)}\n"))}{end})",
            null => "$null",
            JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => $"${value.ToJsonString()}",
            JsonValue value when value.GetValueKind() == JsonValueKind.String => $"'{CodeGeneration.EscapeSingleQuotedStringContent(value.GetValue<string>())}'",
            _ => node.ToJsonString(),
        };
    }

    private static string Key(string name) => name.All(char.IsAsciiLetterOrDigit)
        ? char.ToUpperInvariant(name[0]) + name[1..]
        : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";

    private MssConfiguration WithFullPaths(MssConfiguration configuration) => configuration with
    {
        LocalStreams = [.. configuration.LocalStreams.Select(Whole)],
        Servers = [.. configuration.Servers.Select(server => server with { Root = Whole(server.Root) })],
        EventReceivers = [.. configuration.EventReceivers.Select(r => r.Path is null ? r : r with { Path = Whole(r.Path) })],
        Groups =
        [
            .. configuration.Groups.Select(group => group with
            {
                TargetFolder = group.TargetFolder.Length > 0 ? Target(group.TargetFolder) : "",
                MirrorTo = [.. group.MirrorTo.Select(Target)],
                Inputs = [.. group.Inputs.Select(Whole)],
            }),
        ],
    };

    private LocalStreamDefinition Whole(LocalStreamDefinition input) =>
        MssEngine.IsAddress(input.Source) ? input : input with { Source = Whole(input.Source) };

    private string Target(string folder) => ObjectAddress.IsOne(folder) ? ObjectAddress.Parse(folder).ToString() : Whole(folder);

    private string Whole(string relative) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(relative, Path.GetDirectoryName(path)!));
}
