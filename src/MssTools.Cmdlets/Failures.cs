using System.Management.Automation;
using System.Security;
using System.Security.Cryptography;

namespace MssTools.Cmdlets;

/// <summary>The one place that says what a failure is to a user of a cmdlet, whoever threw it.</summary>
internal static class Failures
{
    /// <summary>
    /// The failure with a code; null for what is PowerShell's own: a stopped pipeline, a <c>break</c> or <c>throw</c> of
    /// the script behind us, an error that the user made terminating.
    /// </summary>
    public static MssException? From(Exception failure) => failure switch
    {
        ItemNotFoundException or System.Management.Automation.DriveNotFoundException
            or FileNotFoundException or DirectoryNotFoundException => As(MssError.NotFound, failure),
        ProviderNotFoundException or ProviderInvocationException => As(MssError.InvalidSetting, failure),
        RuntimeException or FlowControlException => null,
        UnauthorizedAccessException or SecurityException => As(MssError.AccessDenied, failure),
        IOException => As(MssError.SourceFailed, failure),
        ArgumentException or NotSupportedException or FormatException or OverflowException or InvalidCastException
            or CryptographicException => As(MssError.InvalidSetting, failure),
        _ => MssException.From(failure),
    };

    private static MssException As(MssError code, Exception failure) => new(code, failure.Message, innerException: failure);
}
