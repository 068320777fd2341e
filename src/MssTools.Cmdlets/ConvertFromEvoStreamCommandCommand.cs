using System.Management.Automation;
using MssTools.Cmdlets.EvoStream;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary><c>ConvertFrom-EvoStreamCommand</c>: what commands of EvoStream Media Server become here. It runs none of them.</summary>
[Cmdlet(VerbsData.ConvertFrom, "EvoStreamCommand")]
[OutputType(typeof(EvoStreamConversion))]
public sealed class ConvertFromEvoStreamCommandCommand : MssCmdlet
{
    private int _line;

    /// <summary>
    /// Commands, as they are typed at the media server or called over HTTP; a text may have several lines. Empty lines and those that
    /// begin with # are passed over.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public string[] Command { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        foreach (string line in Command.SelectMany(text => text.ReplaceLineEndings("\n").Split('\n')))
        {
            _line++;
            if (!string.IsNullOrWhiteSpace(line) && !line.TrimStart().StartsWith('#'))
            {
                Attempt($"line {_line}", () => WriteObject(ConvertLine(line)));
            }
        }
    }

    private EvoStreamConversion ConvertLine(string line)
    {
        try
        {
            return Convert(line);
        }
        catch (MssException failure)
        {
            throw new MssException(failure.Code, $"Line {_line}: {failure.Message}", failure.RecommendedAction, failure);
        }
    }

    private static EvoStreamConversion Convert(string line)
    {
        var translation = EvoStreamTranslation.Of(line);
        return translation.Missing is [var missing, ..]
            ? throw new MssException(
                MssError.InvalidSetting, $"{translation.Name}: {missing} is missing; the media server refuses the command as well.", "Give it a value.")
            : new EvoStreamConversion
            {
                Command = translation.Shown,
                Line = translation.Call is { } call ? CallLine.Of(call, static text => text) : "",
                Unsupported = translation.Unsupported,
            };
    }
}
