using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>
/// Base of every cmdlet: Ctrl+C becomes a token, and a failure of the engine becomes an error record.
/// </summary>
public abstract class MssCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Cancelled when the user stops the pipeline. It ends the call, not the streams.</summary>
    protected CancellationToken StopToken => _stopping.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopping.Cancel();

    /// <summary>Releases the stopping token.</summary>
    protected virtual void Dispose(bool disposing) => _stopping.Dispose();

    /// <summary>Runs engine work for one pipeline item. A failure is written as a non-terminating error.</summary>
    /// <param name="target">What the work is about; becomes the record's target object.</param>
    /// <param name="work">The call into the engine.</param>
    protected void Attempt(object target, Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            work();
        }
        catch (MssException failure)
        {
            WriteFailure(failure, target);
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            // The engine is already unwinding the pipeline.
        }
    }

    /// <summary>Writes a failure as a non-terminating error.</summary>
    /// <param name="failure">The failure; its code becomes the FullyQualifiedErrorId.</param>
    /// <param name="target">What it is about.</param>
    protected void WriteFailure(MssException failure, object target)
    {
        ArgumentNullException.ThrowIfNull(failure);
        WriteError(new ErrorRecord(failure, failure.Code.ToString(), Category(failure.Code), target)
        {
            ErrorDetails = new ErrorDetails(failure.Message) { RecommendedAction = failure.RecommendedAction },
        });
    }

    /// <summary>The streams of the session that match a filter.</summary>
    private protected static IEnumerable<MssStream> FindStreams(Func<MssStream, bool> filter) =>
        MssEngine.Current.GetStreams().Where(filter);

    /// <summary>A pattern that takes wildcards and no regard to case.</summary>
    private protected static WildcardPattern Pattern(string pattern) => new(pattern, WildcardOptions.IgnoreCase);

    private static ErrorCategory Category(MssError code) => code switch
    {
        MssError.MalformedInput or MssError.NoMedia => ErrorCategory.InvalidData,
        MssError.Unsupported or MssError.NotImplemented => ErrorCategory.NotImplemented,
        MssError.NotFound => ErrorCategory.ObjectNotFound,
        MssError.AlreadyExists => ErrorCategory.ResourceExists,
        MssError.InvalidSetting or MssError.InvalidTarget => ErrorCategory.InvalidArgument,
        MssError.GroupInUse or MssError.AddressInUse => ErrorCategory.ResourceBusy,
        MssError.AccessDenied => ErrorCategory.PermissionDenied,
        MssError.SourceFailed => ErrorCategory.ReadError,
        MssError.SinkFailed => ErrorCategory.WriteError,
        MssError.TimedOut => ErrorCategory.OperationTimeout,
        _ => ErrorCategory.NotSpecified,
    };
}
