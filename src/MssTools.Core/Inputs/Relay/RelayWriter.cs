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
    private MemoryStream _block = new();
    private BinaryWriter _writer;
    private HashSet<Content> _announced = [];
    private int _warnings;
    private long _losses;

    /// <summary>Begins; samples and all that is known of them follow.</summary>
    public RelayWriter() => _writer = Begin();

    /// <summary>Bytes of the block that is being written; 1: it is empty.</summary>
    public int Length => (int)_block.Length;

    /// <summary>Writes a sample, and its track where that is new.</summary>
    public void Write(Sample sample)
    {
        if (!_tracks.TryGetValue(sample.Track.Id, out Track? known) || !ReferenceEquals(known, sample.Track))
        {
            _tracks[sample.Track.Id] = sample.Track;
            Write(sample.Track);
        }

        _writer.Write((byte)RelayTag.Sample);
        _writer.Write(sample.Track.Id);
        _writer.Write(sample.DecodeTime);
        _writer.Write(sample.Duration);
        _writer.Write(sample.CompositionOffset);
        _writer.Write(sample.IsSync);
        _writer.Write(sample.Data.Length);
        _writer.Flush();
        long start = _block.Length;
        _block.SetLength(start + sample.Data.Length);
        sample.Data.CopyTo(_block.GetBuffer().AsSpan((int)start, sample.Data.Length));
        _block.Position = _block.Length;
    }

    /// <summary>Writes what has become known of the input since.</summary>
    public void WriteNews(IMediaReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (!_announced.SetEquals(reader.Announced))
        {
            _announced = [.. reader.Announced];
            _writer.Write((byte)RelayTag.Announced);
            _writer.Write((byte)_announced.Count);
            foreach (Content content in _announced)
            {
                Write(content);
            }
        }

        for (IReadOnlyList<string> all = reader.Warnings; _warnings < all.Count; _warnings++)
        {
            _writer.Write((byte)RelayTag.Warning);
            _writer.Write(all[_warnings]);
        }

        if (reader.Losses != _losses)
        {
            _losses = reader.Losses;
            _writer.Write((byte)RelayTag.Losses);
            _writer.Write(_losses);
        }
    }

    /// <summary>Writes the end.</summary>
    public void WriteEnd() => _writer.Write((byte)RelayTag.End);

    /// <summary>Writes why it cannot be read on.</summary>
    public void WriteFailure(MssException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        _writer.Write((byte)RelayTag.Failure);
        _writer.Write($"{failure.Code}");
        _writer.Write(failure.Message);
        _writer.Write(failure.RecommendedAction ?? "");
    }

    /// <summary>Takes the block, and begins the next one.</summary>
    public byte[] Take()
    {
        _writer.Flush();
        byte[] taken = _block.ToArray();
        _block = new MemoryStream(taken.Length);
        _writer = Begin();
        return taken;
    }

    private BinaryWriter Begin()
    {
        var writer = new BinaryWriter(_block, Encoding.UTF8);
        writer.Write(Version);
        writer.Flush();
        return writer;
    }

    private void Write(Track track)
    {
        byte[] configuration = CodecRegistry.Of(track.Config).ConfigurationOf(track.Config);
        _writer.Write((byte)RelayTag.Track);
        _writer.Write(track.Id);
        Write(track.Content);
        _writer.Write(track.Timescale);
        _writer.Write(track.Config.FourCC);
        _writer.Write(configuration.Length);
        _writer.Write(configuration);
        _writer.Write(track.AverageBitrate ?? -1);
        _writer.Write(track.StatedBitrate ?? -1);
    }

    private void Write(Content content)
    {
        _writer.Write((byte)content.Kind);
        _writer.Write(content.Name);
        _writer.Write(content.Codec);
        _writer.Write(content.Language ?? "");
        _writer.Write(content.Role ?? "");
    }
}
