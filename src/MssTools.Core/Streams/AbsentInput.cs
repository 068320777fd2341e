namespace MssTools.Core.Streams;

/// <summary>Says why an input cannot be opened yet, and what to do about it.</summary>
internal static class AbsentInput
{
    /// <summary>Why an input is not there.</summary>
    /// <param name="name">The name of the local stream.</param>
    /// <param name="input">What it stands for; null: nothing yet.</param>
    /// <returns>NotFound, or AccessDenied where a folder on its way, or the file, cannot be looked at.</returns>
    public static MssException Explain(string name, NamedInput? input)
    {
        if (input is null)
        {
            return new MssException(
                MssError.NotFound,
                $"No local stream has the name '{name}', and no encoder publishes it.",
                $"Run Add-MSSLocalStream {name}, or let the encoder push to this stream key; Get-MSSLocalStream lists what there is.");
        }

        if (input.IsPublished || LocalStreamRegistry.IsAddress(input.Source))
        {
            return new MssException(
                MssError.NotFound, $"The encoder of '{name}' has gone.", "Start the encoder; the stream begins when it publishes.");
        }

        string missing = input.Source;
        string? parent = Path.GetDirectoryName(missing);
        for (; parent is not null && !Directory.Exists(parent); parent = Path.GetDirectoryName(parent))
        {
            missing = parent;
        }

        return IsDenied(missing)
            ? new MssException(
                MssError.AccessDenied,
                $"'{input.Source}' cannot be looked for: '{missing}' may not be read.",
                "Grant the account access to the file and its folders.")
            : new MssException(
                MssError.NotFound,
                missing == input.Source
                    ? $"There is no file '{input.Source}'."
                    : $"There is no file '{input.Source}': '{missing}' is missing.",
                "Check the path. A file that comes later is taken when it is there.");
    }

    private static bool IsDenied(string path)
    {
        try
        {
            _ = File.GetAttributes(path);
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
        catch (IOException)
        {
            return false; // there is none
        }
    }
}
