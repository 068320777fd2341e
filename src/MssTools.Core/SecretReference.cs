namespace MssTools.Core;

/// <summary>What stands for <c>${env:NAME}</c> and <c>${file:path}</c> in a text: a variable of the environment, and the first line of a file.</summary>
public static class SecretReference
{
    private const int Longest = 64 * 1024;

    /// <summary>The value.</summary>
    /// <param name="kind"><c>env</c> or <c>file</c>.</param>
    /// <param name="name">Name of the variable, or a path.</param>
    /// <exception cref="MssException">NotFound: there is none; Unsupported: another kind.</exception>
    public static string ValueOf(string kind, string name) => kind switch
    {
        "env" => Environment.GetEnvironmentVariable(name)
            ?? throw Absent($"The environment variable '{name}' is not set", "Set it before, or correct its name."),
        "file" => OfFile(name),
        _ => throw new MssException(
            MssError.Unsupported,
            $"There is no SecretManagement here for ${{{kind}:{name}}}.",
            "Write ${env:NAME} or ${file:path} in its place; in a configuration of DSC, its function secret()."),
    };

    private static string OfFile(string path)
    {
        try
        {
            return new FileInfo(path).Length > Longest
                ? throw Absent($"'{path}' has more than {Longest} bytes", "Give a file that holds the secret alone.")
                : File.ReadLines(path).FirstOrDefault() ?? "";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Absent($"'{path}' cannot be read: {failure.Message}", "Check the path and its permissions.");
        }
    }

    private static MssException Absent(string what, string advice) => new(MssError.NotFound, what + ".", advice);
}
