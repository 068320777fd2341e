using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using MssTools.Core.Codecs;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Relay;

/// <summary>
/// Writes what a reader brings as messages for another machine, whose <see cref="RelayParser"/> makes the same of them: little endian, a byte of
/// <see cref="RelayTag"/> in front of each, text as UTF-8 behind its length.
/// </summary>
internal sealed class RelayWriter
{
    /// <summary>First byte of a block: nodes of different versions must not misread each other.</summary>
    public const byte Version = 1;

    private readonly Dictionary<int, Track> _tracks = [];
    private readonly ArrayBufferWriter<byte> _block = new();
    private HashSet<Content> _announced = [];
    private int _warnings;
    private long _losses;

    /// <summary>Begins; samples and all that is known of them follow.</summary>
    public RelayWriter() => Put(Version);

    /// <summary>Bytes of the block that is being written; 1: it is empty.</summary>
    public int Length => _block.WrittenCount;

    /// <summary>Writes a sample, and its track where that is new.</summary>
    public void Write(Sample sample)
    {
        if (!_tracks.TryGetValue(sample.Track.Id, out Track? known) || !ReferenceEquals(known, sample.Track))
        {
            _tracks[sample.Track.Id] = sample.Track;
            Write(sample.Track);
        }

        Put((byte)RelayTag.Sample);
        Put(sample.Track.Id);
        Put(sample.DecodeTime);
        Put(sample.Duration);
        Put(sample.CompositionOffset);
        Put(sample.IsSync);
        Put(sample.Data.Length);
        sample.Data.CopyTo(_block.GetSpan(sample.Data.Length)[..sample.Data.Length]);
        _block.Advance(sample.Data.Length);
    }

    /// <summary>Writes what has become known of the input since.</summary>
    public void WriteNews(IMediaReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (!_announced.SetEquals(reader.Announced))
        {
            _announced = [.. reader.Announced];
            Put((byte)RelayTag.Announced);
            Put((byte)_announced.Count);
            foreach (Content content in _announced)
            {
                Write(content);
            }
        }

        for (IReadOnlyList<string> all = reader.Warnings; _warnings < all.Count; _warnings++)
        {
            Put((byte)RelayTag.Warning);
            Put(all[_warnings]);
        }

        if (reader.Losses != _losses)
        {
            _losses = reader.Losses;
            Put((byte)RelayTag.Losses);
            Put(_losses);
        }
    }

    /// <summary>Writes the end.</summary>
    public void WriteEnd() => Put((byte)RelayTag.End);

    /// <summary>Writes why it cannot be read on.</summary>
    public void WriteFailure(MssException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        Put((byte)RelayTag.Failure);
        Put($"{failure.Code}");
        Put(failure.Message);
        Put(failure.RecommendedAction ?? "");
    }

    /// <summary>Takes the block, and begins the next one.</summary>
    public byte[] Take()
    {
        byte[] taken = _block.WrittenSpan.ToArray();
        _block.ResetWrittenCount();
        Put(Version);
        return taken;
    }

    private void Write(Track track)
    {
        byte[] configuration = CodecRegistry.Of(track.Config).ConfigurationOf(track.Config);
        Put((byte)RelayTag.Track);
        Put(track.Id);
        Write(track.Content);
        Put(track.Timescale);
        Put(track.Config.FourCC);
        Put(configuration.Length);
        _block.Write(configuration);
        Put(track.AverageBitrate ?? -1);
        Put(track.StatedBitrate ?? -1);
    }

    private void Write(Content content)
    {
        Put((byte)content.Kind);
        Put(content.Name);
        Put(content.Codec);
        Put(content.Language ?? "");
        Put(content.Role ?? "");
    }

    private void Put(byte value)
    {
        _block.GetSpan(1)[0] = value;
        _block.Advance(1);
    }

    private void Put(bool value) => Put((byte)(value ? 1 : 0));

    private void Put(uint value) => Put((int)value);

    private void Put(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_block.GetSpan(sizeof(int)), value);
        _block.Advance(sizeof(int));
    }

    private void Put(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_block.GetSpan(sizeof(long)), value);
        _block.Advance(sizeof(long));
    }

    // The length is in groups of seven bits, the lowest first, as BinaryReader reads it.
    private void Put(string text)
    {
        uint left = (uint)Encoding.UTF8.GetByteCount(text);
        for (; left >= 0x80; left >>= 7)
        {
            Put((byte)(left | 0x80));
        }

        Put((byte)left);
        Encoding.UTF8.GetBytes(text, _block);
    }
}
