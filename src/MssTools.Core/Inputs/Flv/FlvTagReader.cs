using System.Buffers.Binary;
using MssTools.Core.Bits;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Flv;

/// <summary>
/// Reads the tags of an FLV file or stream (Adobe FLV 10.1, E.3 and E.4.1), and finds the next one behind damage. A tag is
/// one where a header makes sense and its size stands behind the content once more, or further tags follow on it.
/// </summary>
/// <param name="input">Behind the file's header.</param>
/// <param name="warnings">Told how many bytes are left out, and where a tag is cut off.</param>
internal sealed class FlvTagReader(InputStream input, InputWarnings warnings)
{
    private const int HeaderSize = 11;
    private const int PreviousTagSize = 4;
    private const int TypeMask = 31;
    private const int FilterFlag = 32;
    private const int ReservedFlags = 0xc0;
    private const int LargestUnknown = 64 * 1024;
    private const int LargestOfLive = 4 * 1024 * 1024; // a quarter of a second at 128 Mbit/s
    private const int LargestOfFile = 0xffffff;        // by the format
    private const int LooksAt = HeaderSize + 2;        // how much of a tag tells whether it is media

    private readonly ReadAhead _ahead = new(input);
    private readonly int _largest = input.IsLive ? LargestOfLive : LargestOfFile;
    private bool _trailersTell; // some writers leave PreviousTagSize empty
    private long _lostBytes;
    private int _places;
    private string? _warning;

    /// <summary>The next audio, video or script tag; null at the end, also where the last tag is cut off.</summary>
    /// <param name="hasLost">Whether something is missing between it and the tag before.</param>
    /// <exception cref="MssException">Unsupported: it is encrypted; SourceFailed.</exception>
    public FlvTag? Read(out bool hasLost)
    {
        hasLost = false;
        while (_ahead.Want(HeaderSize))
        {
            Header header = Header.Parse(_ahead.Bytes);
            if (MayBeTag(header) && _ahead.Want(header.WholeSize) && IsBorneOut(header))
            {
                FlvTag? tag = Take(header);
                if (tag is not null)
                {
                    return tag;
                }
            }
            else if (header.IsKnown && MayBeTag(header) && IsLastTag(header))
            {
                return Take(header);
            }
            else if (!TryFindNext(header))
            {
                return null;
            }
            else
            {
                hasLost = true;
            }
        }

        TellCut(_ahead.Bytes.Length);
        return null;
    }

    // What is damaged must not wait for bytes of a live input that take long to come, or never do.
    private bool MayBeTag(Header header) => header.MakesSense && header.Size <= _largest;

    // In its place. Another size behind it is that of a tag whose header is missing, unless no size is right here.
    private bool IsBorneOut(Header header) => HasTrailer(header)
        || (header.IsKnown && (_trailersTell ? Trailer(header) == 0 && IsUnsized(header) : LeadsOn(header.WholeSize, tags: 1)));

    // Behind damage.
    private bool IsBegin(Header header) => !_ahead.Want(header.WholeSize)
        ? !_trailersTell && IsLastTag(header)
        : HasTrailer(header) || IsUnsized(header);

    // Where further tags follow and no size is right, the writer goes on without, or with others.
    private bool IsUnsized(Header header)
    {
        bool isUnsized = LeadsOn(header.WholeSize, tags: 3);
        _trailersTell &= !isUnsized;
        return isUnsized;
    }

    // While sizes are right, tags that have theirs do not speak for one that has it not.
    private bool LeadsOn(int position, int tags)
    {
        for (int seen = 0; seen < tags; seen++)
        {
            if (!_ahead.Want(position + HeaderSize))
            {
                int left = _ahead.Bytes.Length - position;
                return !_trailersTell || (seen > 0 && left is <= 0 and >= -PreviousTagSize); // the last may lack its size
            }

            Header next = Header.Parse(_ahead.Bytes[position..]);
            if (!next.IsKnown || !MayBeTag(next))
            {
                return false;
            }

            bool isThere = _trailersTell && _ahead.Want(position + next.WholeSize);
            if (isThere && Trailer(next, position) == HeaderSize + next.Size)
            {
                return false;
            }

            position += next.WholeSize;
        }

        return true;
    }

    // A last tag may lack the size behind it.
    private bool IsLastTag(Header header) =>
        !_ahead.Want(header.WholeSize) && _ahead.Bytes.Length >= HeaderSize + header.Size;

    private FlvTag? Take(Header header)
    {
        int size = HeaderSize + header.Size;
        byte[]? data = header.IsKnown ? _ahead.Bytes[HeaderSize..size].ToArray() : null;
        if (header.IsKnown && header.IsEncrypted)
        {
            throw new MssException(MssError.Unsupported, $"FLV tag at {_ahead.Position}: it is encrypted.");
        }

        _ahead.Take(Math.Min(header.WholeSize, _ahead.Bytes.Length));
        return data is null ? null : new FlvTag(header.Type, header.Timestamp, data);
    }

    private bool TryFindNext(Header damaged)
    {
        long place = _ahead.Position;
        bool reachesOver = damaged.IsKnown && _ahead.Bytes.Length < damaged.WholeSize;
        int left = _ahead.Bytes.Length;
        _ahead.Take(1);
        if (!TrySearch())
        {
            if (reachesOver)
            {
                warnings.Add($"The tag at {place} has {damaged.Size} bytes, more than are left: the input ends or is damaged there. "
                    + $"Its last {left} bytes are left out.");
            }
            else
            {
                TellLost(place);
            }

            return false;
        }

        TellLost(place);
        return true;
    }

    private bool TrySearch()
    {
        while (_ahead.Want(LooksAt))
        {
            ReadOnlySpan<byte> bytes = _ahead.Bytes;
            int found = 0;
            while (found <= bytes.Length - LooksAt && !LooksLikeMedia(bytes[found..]))
            {
                found++;
            }

            _ahead.Take(found);
            if (_ahead.Bytes.Length < LooksAt)
            {
                continue;
            }

            Header header = Header.Parse(_ahead.Bytes);
            if (IsBegin(header))
            {
                return true;
            }

            _ahead.Take(1);
        }

        _ahead.Take(_ahead.Bytes.Length);
        return false;
    }

    // Stricter than in its place: H.264 or AAC as their tags begin, or a script.
    private bool LooksLikeMedia(ReadOnlySpan<byte> bytes)
    {
        const int MostFrameTypes = 5;
        const int ScriptText = 2;
        Header header = Header.Parse(bytes);
        byte first = bytes[HeaderSize];
        byte second = bytes[HeaderSize + 1];
        return header is { IsKnown: true, IsEncrypted: false, Size: > 1 } && MayBeTag(header) && header.Type switch
        {
            FlvTagType.Video => (first >> 4 & 7) is > 0 and <= MostFrameTypes && ((first & 0x80) != 0 || ((first & 15) == 7 && second <= 2)),
            FlvTagType.Audio => first >> 4 == 9 || (first >> 4 == 10 && second <= 1),
            _ => first == ScriptText,
        };
    }

    private bool HasTrailer(Header header)
    {
        bool isSize = Trailer(header) == HeaderSize + header.Size;
        _trailersTell |= isSize;
        return isSize;
    }

    private uint Trailer(Header header, int position = 0) =>
        BinaryPrimitives.ReadUInt32BigEndian(_ahead.Bytes[(position + HeaderSize + header.Size)..]);

    private void TellLost(long place)
    {
        _lostBytes += _ahead.Position - place;
        _places++;
        _warning = warnings.Replace(
            _warning,
            $"The input is damaged at {(_places == 1 ? "1 place" : $"{_places} places")}: {_lostBytes} bytes are no whole tags and are "
            + $"left out (the last from {place} to {_ahead.Position}).");
    }

    private void TellCut(int left)
    {
        if (left > 0)
        {
            warnings.Add($"The input ends within the header of a tag at {_ahead.Position}: its last {left} bytes are left out.");
        }
    }

    /// <summary>The eleven bytes before a tag's content.</summary>
    private readonly record struct Header(int First, int Size, uint Timestamp, uint StreamId)
    {
        public FlvTagType Type => (FlvTagType)(First & TypeMask);

        public bool IsKnown => Type is FlvTagType.Audio or FlvTagType.Video or FlvTagType.Script;

        public bool IsEncrypted => (First & FilterFlag) != 0;

        public bool MakesSense => (First & ReservedFlags) == 0 && StreamId == 0 && (IsKnown || Size <= LargestUnknown);

        public int WholeSize => HeaderSize + Size + PreviousTagSize;

        public static Header Parse(ReadOnlySpan<byte> bytes)
        {
            var fields = new ByteReader(bytes, "FLV tag");
            int first = fields.ReadByte();
            int size = (int)fields.ReadUInt24(); // 16 MiB at most, by its format
            uint timestamp = fields.ReadUInt24() | (uint)fields.ReadByte() << 24;
            return new Header(first, size, timestamp, fields.ReadUInt24());
        }
    }
}
