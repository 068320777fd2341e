using System.Diagnostics;
using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>Waits for streams and shows a cmdlet's user how they come on.</summary>
/// <param name="cmdlet">Whose progress, warnings and output to write to.</param>
/// <param name="engineOf">The engine of a stream.</param>
/// <param name="writeFailure">Writes a failure as an error of the cmdlet.</param>
internal sealed class StreamWaiter(Cmdlet cmdlet, Func<MssObject, IMssEngine> engineOf, Action<MssException, object> writeFailure)
{
    private static readonly TimeSpan s_refresh = TimeSpan.FromMilliseconds(200);

    private readonly HashSet<string> _warned = [];
    private readonly StreamProgress _progress = new();

    /// <summary>
    /// Waits until all streams have ended, then writes them. A failed stream, and a failed mirror, is written as an error, too.
    /// </summary>
    /// <param name="streams">The streams, each once.</param>
    /// <param name="timeout">Seconds; negative: for ever.</param>
    /// <param name="stop">Ends the wait.</param>
    public void Wait(IReadOnlyList<MssStream> streams, double timeout, CancellationToken stop)
    {
        IReadOnlyList<MssStream> all = streams;
        var watch = Stopwatch.StartNew();
        try
        {
            foreach (MssStream stream in all)
            {
                while (!engineOf(stream).WaitForEnd(stream.Id, s_refresh, stop))
                {
                    streams = Renewed(streams);
                    ShowProgress(streams, watch.Elapsed);
                    ShowWarnings(streams);
                    if (timeout >= 0 && watch.Elapsed.TotalSeconds >= timeout)
                    {
                        writeFailure(TimedOut(streams, timeout), streams);
                        return;
                    }
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        finally
        {
            cmdlet.WriteProgress(new ProgressRecord(0, StreamProgress.Packaging, "Done") { RecordType = ProgressRecordType.Completed });
        }

        Report(Renewed(streams));
    }

    private void Report(IReadOnlyList<MssStream> streams)
    {
        ShowWarnings(streams);
        foreach (MssStream stream in streams)
        {
            if (stream.State == StreamState.Failed)
            {
                writeFailure(Failures.Of(stream), stream);
            }

            cmdlet.WriteObject(stream);
        }

        foreach (MssOutput mirror in Failures.FailedMirrors(streams))
        {
            writeFailure(Failures.Of(mirror), mirror);
        }
    }

    private void ShowProgress(IReadOnlyList<MssStream> streams, TimeSpan elapsed)
    {
        if (streams.Count > 0)
        {
            cmdlet.WriteProgress(_progress.At(streams, elapsed));
        }
    }

    private void ShowWarnings(IReadOnlyList<MssStream> streams)
    {
        foreach (string warning in streams.SelectMany(s => s.Warnings).Where(_warned.Add))
        {
            cmdlet.WriteWarning(warning);
        }
    }

    private static MssException TimedOut(IReadOnlyList<MssStream> streams, double timeout)
    {
        string waiting = string.Join(", ", streams
            .Where(s => s.State is StreamState.Waiting or StreamState.Running or StreamState.Stopping)
            .Select(s => $"'{s.Name}' ({s.State})"));
        return new MssException(MssError.TimedOut, $"After {timeout} s these streams have not ended: {waiting}.");
    }

    private MssStream[] Renewed(IReadOnlyList<MssStream> streams) =>
    [
        .. streams.GroupBy(s => s.Service).SelectMany(of => engineOf(of.First()).GetStreams().Where(s => of.Any(old => old.Id == s.Id))),
    ];
}
