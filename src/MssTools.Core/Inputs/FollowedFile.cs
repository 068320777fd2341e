using MssTools.Core.Inputs.Network;

namespace MssTools.Core.Inputs;

/// <summary>A file that somebody else is still writing. Its end is where it did not grow for half a minute.</summary>
/// <param name="path">The file, which exists.</param>
/// <param name="time">The clock.</param>
internal sealed class FollowedFile(string path, TimeProvider time) : ReadOnlyStream
{
    /// <summary>How long a file may stay as it is: longer than the longest fragments that recorders write.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_lookOut = TimeSpan.FromMilliseconds(100);

    private readonly FileStream _file = new(
        path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer, CancellationToken cancellationToken)
    {
        for (long since = time.GetTimestamp(); time.GetElapsedTime(since) < Patience;)
        {
            int count = _file.Read(buffer);
            if (count > 0)
            {
                return count;
            }

            if (_file.Length < _file.Position)
            {
                throw new IOException($"'{path}' was cut to {_file.Length} bytes while it was read.");
            }

            Task.Delay(s_lookOut, time, cancellationToken).GetAwaiter().GetResult();
        }

        return 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }
}
