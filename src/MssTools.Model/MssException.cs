namespace MssTools;

/// <summary>A failure that a user can act on: what failed, where, with which value, and what to do.</summary>
public sealed class MssException : Exception
{
    /// <summary>Longest message, in characters; what is longer quotes something without sense.</summary>
    private const int LongestMessage = 2000;

    /// <summary>Creates an unspecified <see cref="MssError.Unsupported"/> failure.</summary>
    public MssException()
        : this(MssError.Unsupported, "Unspecified failure.")
    {
    }

    /// <summary>Creates an <see cref="MssError.Unsupported"/> failure with a message.</summary>
    /// <param name="message">What failed, where, and the value.</param>
    public MssException(string message)
        : this(MssError.Unsupported, message)
    {
    }

    /// <summary>Creates an <see cref="MssError.Unsupported"/> failure with its cause.</summary>
    /// <param name="message">What failed, where, and the value.</param>
    /// <param name="innerException">The cause.</param>
    public MssException(string message, Exception innerException)
        : this(MssError.Unsupported, message, innerException: innerException)
    {
    }

    /// <summary>Creates a failure.</summary>
    /// <param name="code">The stable reason; becomes the FullyQualifiedErrorId.</param>
    /// <param name="message">
    /// What failed, where, and the value. It may quote what strangers sent: it is cleaned by <see cref="ForeignText.Lines"/>
    /// and cut at 2,000 characters.
    /// </param>
    /// <param name="recommendedAction">What the user can do; shown as the error's recommended action.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public MssException(
        MssError code, string message, string? recommendedAction = null, Exception? innerException = null)
        : base(ForeignText.Lines(message, LongestMessage), innerException)
    {
        Code = code;
        RecommendedAction = recommendedAction ?? DefaultAction(code);
    }

    /// <summary>The stable reason.</summary>
    public MssError Code { get; }

    /// <summary>What the user can do about it.</summary>
    public string RecommendedAction { get; }

    /// <summary>
    /// A failure as users see it, whoever threw it: itself where it has a code, else Internal with the name of its type. What a task wrapped
    /// is unwrapped.
    /// </summary>
    /// <param name="failure">What was thrown.</param>
    public static MssException From(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        Exception first = failure is AggregateException several ? several.GetBaseException() : failure;
        return first as MssException ?? new MssException(MssError.Internal, $"{first.GetType().Name}: {first.Message}", innerException: first);
    }

    /// <summary>
    /// A failure of a call as users see it: what the system refuses, and what no value can be, has a code of its own; all else as <see cref="From"/>.
    /// </summary>
    /// <param name="failure">What was thrown.</param>
    public static MssException OfCall(Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => As(MssError.NotFound, failure),
        UnauthorizedAccessException or System.Security.SecurityException => As(MssError.AccessDenied, failure),
        IOException => As(MssError.SourceFailed, failure),
        ArgumentException or NotSupportedException or FormatException or OverflowException or InvalidCastException
            or System.Security.Cryptography.CryptographicException => As(MssError.InvalidSetting, failure),
        _ => From(failure),
    };

    private static MssException As(MssError code, Exception failure) => new(code, failure.Message, innerException: failure);

    private static string DefaultAction(MssError code) => code switch
    {
        MssError.MalformedInput => "Check the input with a player or ffprobe, or export it again.",
        MssError.Unsupported => "Convert the input to H.264 and AAC in MP4, FLV or MPEG-TS.",
        MssError.NotImplemented => "Leave the setting at its default.",
        MssError.NotFound => "Check the name; Get-MSSStream, Get-MSSGroup and Get-MSSLocalStream list what exists.",
        MssError.AlreadyExists => "Choose another name, or remove the existing one first.",
        MssError.InvalidSetting => "See Get-Help New-MSSStream -Full for the ranges.",
        MssError.InvalidTarget => "Choose a folder that is writable and holds no other group.",
        MssError.GroupInUse => "Stop the stream that writes the group, or choose another group name.",
        MssError.AccessDenied => "Grant the account access, or choose another folder.",
        MssError.SourceFailed => "Check that the input can be read to its end.",
        MssError.SinkFailed => "Check free space and permissions of the target folder, then start the stream again.",
        MssError.NoMedia => "Check that the input has an H.264 or AAC track with at least one sync sample.",
        MssError.AddressInUse => "Choose another port; 0 takes any free one.",
        MssError.Unavailable => "Check that the service runs, and its address.",
        MssError.AlreadyRunning => "Connect to the service that runs, or choose another state folder.",
        MssError.Fenced => "Leave the group to the writer that has it, or start the stream again to take it back.",
        MssError.NotInstalled => "Build the module with the part: see ./build.ps1 -?.",
        MssError.Internal => "Please report it, with the message and what was running.",
        _ => "Try again with a longer timeout.",
    };
}
