using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>
/// Base of every cmdlet: Ctrl+C becomes a token, and a failure, whatever threw it, becomes an error record.
/// </summary>
public abstract class MssCmdlet : PSCmdlet, IDisposable
{
    private const string FileSystem = "FileSystem";

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
    protected sealed override void ProcessRecord() => Attempt(MyInvocation.MyCommand.Name, ProcessItems);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Attempt(MyInvocation.MyCommand.Name, Finish);

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopping.Cancel();

    /// <summary>Releases the stopping token.</summary>
    protected virtual void Dispose(bool disposing) => _stopping.Dispose();

    /// <summary>Acts on one pipeline item, as often as it is to be acted on.</summary>
    private protected virtual void ProcessItems() => ProcessItem();

    /// <summary>Acts on one pipeline item; a failure becomes an error of the cmdlet.</summary>
    protected virtual void ProcessItem()
    {
    }

    /// <summary>Acts when all pipeline items are there; a failure becomes an error of the cmdlet.</summary>
    protected virtual void Finish()
    {
    }

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
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            // The engine is already unwinding the pipeline.
        }
#pragma warning disable CA1031 // What is not ours goes on; everything else is shown with a code.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            if (Failures.From(failure) is not { } known)
            {
                throw;
            }

            WriteFailure(known, target);
        }
    }

    /// <summary>Writes a failure as a non-terminating error, without the secrets that its target may have.</summary>
    /// <param name="failure">The failure; its code becomes the FullyQualifiedErrorId.</param>
    /// <param name="target">What it is about.</param>
    protected void WriteFailure(MssException failure, object target)
    {
        ArgumentNullException.ThrowIfNull(failure);
        if (target is string text && MssEngine.Shown(text) is var shown && shown != text)
        {
            string message = failure.Message.Replace(text, shown, StringComparison.Ordinal);
            (failure, target) = (new MssException(failure.Code, message, failure.RecommendedAction), shown);
        }

        target = target is PSObject piped ? new PipedObject(piped).Target : target;
        WriteError(Failures.Record(failure, target));
    }

    /// <summary>Runs what nothing can be done without. A failure ends the call.</summary>
    private protected void Insist(Action work)
    {
        try
        {
            work();
        }
        catch (Exception failure) when (Failures.From(failure) is { } known)
        {
            ThrowTerminatingError(Failures.Record(known, MyInvocation.MyCommand.Name));
        }
    }

    /// <summary>Full path of a file or folder of this machine, which need not exist; wildcards are not taken.</summary>
    /// <exception cref="MssException">
    /// InvalidSetting: the path is of another provider, such as Env: or a registry's, or it is an address.
    /// </exception>
    private protected string LocalPath(string path)
    {
        if (AddressIn(path) is not null)
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"'{MssEngine.Shown(path)}' is an address; a file or a folder is needed.",
                "Give a path of the file system, or the address where the cmdlet takes one.");
        }

        string full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        return OfFileSystem(full, path, provider);
    }

    /// <summary>Full path of a folder of this machine, without a separator at its end.</summary>
    /// <exception cref="MssException">InvalidSetting, as for <see cref="LocalPath"/>.</exception>
    private protected string LocalFolder(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(LocalPath(path)));

    /// <summary>The address that somebody gave in the place of a path; null where it is a path.</summary>
    private protected Uri? AddressIn(string? path) =>
        path is not null && MssEngine.IsAddress(path) && Uri.TryCreate(path, UriKind.Absolute, out Uri? address)
        && !SessionState.Drive.GetAll().Any(drive => drive.Name.Equals(address.Scheme, StringComparison.OrdinalIgnoreCase))
            ? address
            : null;

    /// <summary>The address of a server that somebody gave in the place of a path; null where it is a path, or an address in an object store.</summary>
    private protected Uri? HttpAddressIn(string? path) => ObjectAddress.IsOne(path) ? null : AddressIn(path);

    /// <summary>Returns a path of the file system and refuses one of another provider.</summary>
    private protected static T OfFileSystem<T>(T resolved, string path, ProviderInfo provider) =>
        provider.Name == FileSystem
            ? resolved
            : throw new MssException(
                MssError.InvalidSetting,
                $"'{path}' is a path of the provider {provider.Name}; files and folders are needed.",
                "Give a path of the file system.");

    /// <summary>A pattern that takes wildcards and no regard to case.</summary>
    private protected static WildcardPattern Pattern(string pattern) => new(pattern, WildcardOptions.IgnoreCase);
}
