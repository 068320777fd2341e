using Microsoft.Win32.SafeHandles;
using MssTools.Core.Media;

namespace MssTools.Core.Outputs.Folder;

/// <summary>
/// Copies a fragment into a file through one buffer: each byte is read once into the buffer and written once from it.
/// Samples that stand side by side in their source are read together.
/// </summary>
/// <param name="file">The file to write, from its start.</param>
/// <param name="buffer">Working memory; the caller's.</param>
internal ref struct PayloadCopier(SafeFileHandle file, byte[] buffer)
{
    private int _filled;
    private long _written;

    /// <summary>Writes the header and all samples.</summary>
    public void Copy(PackagedFragment fragment)
    {
        Append(new Payload(fragment.Header));
        Payload joined = default;
        foreach (Sample sample in fragment.Samples)
        {
            if (!joined.TryJoin(sample.Data, buffer.Length, out Payload longer))
            {
                Append(joined);
                longer = sample.Data;
            }

            joined = longer;
        }

        Append(joined);
        Flush();
    }

    private void Append(Payload payload)
    {
        for (int done = 0; done < payload.Length;)
        {
            if (_filled == buffer.Length)
            {
                Flush();
            }

            int count = Math.Min(payload.Length - done, buffer.Length - _filled);
            payload.Slice(done, count).CopyTo(buffer.AsSpan(_filled, count));
            _filled += count;
            done += count;
        }
    }

    private void Flush()
    {
        RandomAccess.Write(file, buffer.AsSpan(0, _filled), _written);
        _written += _filled;
        _filled = 0;
    }
}
