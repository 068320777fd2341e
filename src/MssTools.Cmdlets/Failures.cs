using System.Management.Automation;

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
        ItemNotFoundException or System.Management.Automation.DriveNotFoundException => As(MssError.NotFound, failure),
        ProviderNotFoundException or ProviderInvocationException => As(MssError.InvalidSetting, failure),
        RuntimeException or FlowControlException => null,
        _ => MssException.OfCall(failure),
    };

    /// <summary>The error record of a failure.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="target">What it is about.</param>
    /// <param name="source">
    /// Second part of the FullyQualifiedErrorId; null where a cmdlet writes the record, whose type PowerShell puts there.
    /// </param>
    public static ErrorRecord Record(MssException failure, object target, string? source = null) =>
        new(failure, source is null ? failure.Code.ToString() : $"{failure.Code},{source}", Category(failure.Code), target)
        {
            ErrorDetails = new ErrorDetails(failure.Message) { RecommendedAction = failure.RecommendedAction },
        };

    /// <summary>Why a stream failed.</summary>
    public static MssException Of(MssStream stream) => new(
        stream.LastErrorCode ?? MssError.Internal,
        $"Stream '{stream.Name}' of group '{stream.GroupName}' failed: {stream.LastError}",
        stream.RecommendedAction);

    /// <summary>Why a mirror failed.</summary>
    public static MssException Of(MssOutput mirror) => new(
        mirror.LastErrorCode ?? MssError.Internal,
        $"The mirror of group '{mirror.GroupName}' in '{mirror.TargetFolder}' failed: {mirror.LastError}",
        mirror.RecommendedAction);

    /// <summary>The mirrors of streams that failed, each once.</summary>
    public static IEnumerable<MssOutput> FailedMirrors(IReadOnlyList<MssStream> streams) => streams
        .SelectMany(s => s.Outputs)
        .Where(output => output is { IsMirror: true, State: StreamState.Failed })
        .DistinctBy(output => output.ManifestPath);

    private static ErrorCategory Category(MssError code) => code switch
    {
        MssError.MalformedInput or MssError.NoMedia => ErrorCategory.InvalidData,
        MssError.Unsupported or MssError.NotImplemented => ErrorCategory.NotImplemented,
        MssError.NotFound => ErrorCategory.ObjectNotFound,
        MssError.NotInstalled => ErrorCategory.NotInstalled,
        MssError.AlreadyExists => ErrorCategory.ResourceExists,
        MssError.InvalidSetting or MssError.InvalidTarget => ErrorCategory.InvalidArgument,
        MssError.GroupInUse or MssError.AddressInUse or MssError.Fenced => ErrorCategory.ResourceBusy,
        MssError.AccessDenied => ErrorCategory.PermissionDenied,
        MssError.SourceFailed => ErrorCategory.ReadError,
        MssError.SinkFailed => ErrorCategory.WriteError,
        MssError.TimedOut => ErrorCategory.OperationTimeout,
        _ => ErrorCategory.NotSpecified,
    };

    private static MssException As(MssError code, Exception failure) => new(code, failure.Message, innerException: failure);
}
