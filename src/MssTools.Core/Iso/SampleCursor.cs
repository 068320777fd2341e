namespace MssTools.Core.Iso;

/// <summary>
/// Walks a <see cref="SampleTable"/> sample by sample in decode order. A copy of the struct is a bookmark: it goes on
/// from where it was taken.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="latestTime">Where decode times end at the latest; beyond it the durations are nonsense.</param>
internal struct SampleCursor(SampleTable table, long latestTime)
{
    private long _number; // of Current, from 1
    private long _decodeTime;
    private Run _times;
    private Run _offsets;
    private int _syncRow;
    private int _chunk; // of the next sample, from 1 on
    private int _chunkRow = -1;
    private uint _leftInChunk;
    private long _offset;

    /// <summary>The current sample. Its times are the media's: no edit is applied.</summary>
    public SampleDescriptor Current { get; private set; }

    /// <summary>Moves to the next sample; false at the end.</summary>
    /// <exception cref="MssException">MalformedInput: a table ends before the last sample.</exception>
    public bool Read()
    {
        if (_number >= table.Sizes.SampleCount)
        {
            return false;
        }

        uint size = table.Sizes.SizeOf(_number++);
        while (_leftInChunk == 0)
        {
            EnterChunk();
        }

        uint duration = NextDuration();
        Current = new SampleDescriptor(
            _decodeTime,
            duration,
            NextOffset(),
            IsSync(),
            _offset,
            size,
            table.Chunks.SampleDescriptionIndex(_chunkRow),
            _number);
        _decodeTime += duration;
        _offset += size;
        _leftInChunk--;
        return true;
    }

    private void EnterChunk()
    {
        if (_chunk >= table.ChunkOffsets.Rows.Count)
        {
            throw Ends("stco");
        }

        _offset = table.ChunkOffsets.ChunkOffset(_chunk++);
        while (_chunkRow + 1 < table.Chunks.Rows.Count && table.Chunks.FirstChunk(_chunkRow + 1) <= (uint)_chunk)
        {
            _chunkRow++;
        }

        _leftInChunk = _chunkRow >= 0 ? table.Chunks.SamplesPerChunk(_chunkRow) : throw Ends("stsc");
    }

    private uint NextDuration()
    {
        while (_times.Left == 0)
        {
            if (_times.Next >= table.Times.Rows.Count)
            {
                throw Ends("stts");
            }

            _times = new Run(_times.Next + 1, table.Times.SampleCount(_times.Next));
        }

        _times = _times with { Left = _times.Left - 1 };
        uint duration = table.Times.SampleDelta(_times.Next - 1);
        return duration <= int.MaxValue && _decodeTime + duration <= latestTime
            ? duration
            : throw Malformed($"sample_delta {duration} leads beyond any sensible time");
    }

    private int NextOffset()
    {
        if (table.Offsets is not { } offsets)
        {
            return 0;
        }

        while (_offsets.Left == 0)
        {
            if (_offsets.Next >= offsets.Rows.Count)
            {
                throw Ends("ctts");
            }

            _offsets = new Run(_offsets.Next + 1, offsets.SampleCount(_offsets.Next));
        }

        _offsets = _offsets with { Left = _offsets.Left - 1 };
        return offsets.SampleOffset(_offsets.Next - 1);
    }

    private bool IsSync()
    {
        if (table.SyncSamples is not { } sync)
        {
            return true;
        }

        while (_syncRow < sync.Rows.Count && sync.SampleNumber(_syncRow) < _number)
        {
            _syncRow++;
        }

        return _syncRow < sync.Rows.Count && sync.SampleNumber(_syncRow) == _number;
    }

    private readonly MssException Ends(string name) => Malformed($"the {name} table ends before it");

    private readonly MssException Malformed(string what) =>
        new(MssError.MalformedInput, $"{table.Name}, sample {_number} of {table.Sizes.SampleCount}: {what}.");

    // A run-length table's current run: the row behind it, and how many samples it still covers.
    private readonly record struct Run(int Next, uint Left);
}
