using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MssTools.Core.Services.Dsc;

namespace MssTools.Core;

/// <summary>
/// What Microsoft DSC runs (<c>module/dsc</c>): an operation on one of the resources <c>MssTools/MSSGroup</c>, <c>MssTools/MSSIngest</c> and
/// <c>MssTools/MSSServer</c>, told to the service of this machine.
/// </summary>
public static class DscProgram
{
    /// <summary>The first word of its command line.</summary>
    public const string Word = "dsc";

    /// <summary>Has a set only say what it would do.</summary>
    internal const string WhatIf = "--what-if";

    private const int Longest = 16 * 1024 * 1024;

    private static readonly JsonSerializerOptions s_line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Does one operation.</summary>
    /// <param name="args">What follows <see cref="Word"/>: an operation, a resource, and perhaps <c>--what-if</c>.</param>
    /// <param name="input">The instance as JSON, in UTF-8; stays the caller's.</param>
    /// <param name="output">Takes lines of JSON.</param>
    /// <param name="error">Takes failures, each a line of JSON as DSC understands it.</param>
    /// <returns>The exit code, with the meaning that the manifests give it.</returns>
    public static int Run(IReadOnlyList<string> args, Stream input, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        bool isPlan = args is [_, _, WhatIf];
        if (args.Count < 2
            || args.Count != (isPlan ? 3 : 2)
            || !Enum.TryParse(args[0], ignoreCase: true, out DscOperation operation)
            || char.IsAsciiDigit(args[0][0])
            || (isPlan && operation != DscOperation.Set)
            || DscResources.All.FirstOrDefault(one => one.Name.Equals(args[1], StringComparison.OrdinalIgnoreCase)) is not { } resource)
        {
            string names = string.Join(" | ", DscResources.All.Select(one => one.Name));
            Say(error, MssError.InvalidSetting, $"The command line is wrong: {Word} get | set [{WhatIf}] | test | delete | export, and {names}; an instance is read as JSON.");
            return DscExit.WrongCommand;
        }

        try
        {
            foreach (string line in resource.Run(operation, isPlan, ReadAll(input)))
            {
                output.Write(line + "\n");
            }

            return DscExit.Success;
        }
#pragma warning disable CA1031 // Whatever it is, DSC is told in a line.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            MssException failure = MssException.OfCall(thrown);
            Say(error, failure.Code, $"{failure.Message} {failure.RecommendedAction}");
            return DscExit.Of(failure.Code);
        }
    }

    private static string ReadAll(Stream input)
    {
        using var read = new MemoryStream();
        byte[] part = new byte[16 * 1024];
        for (int count; (count = input.Read(part)) > 0;)
        {
            read.Write(part, 0, count);
            if (read.Length > Longest)
            {
                throw new MssException(MssError.InvalidSetting, $"The input has more than {Longest} bytes.", "Send one instance.");
            }
        }

        return Encoding.UTF8.GetString(read.GetBuffer(), 0, (int)read.Length);
    }

    private static void Say(TextWriter error, MssError code, string text) =>
        error.Write(JsonSerializer.Serialize(new { error = text, code = code.ToString() }, s_line) + "\n");
}
