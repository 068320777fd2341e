using MssTools.Core.Media;

namespace MssTools.Core.Codecs.Avc;

/// <summary>
/// Reads the payloads of an H.264 track. The pictures themselves decide where decoding may start, how their NAL units stand, and
/// whether their parameter sets are new. A payload of several access units is parted, and they share its time evenly.
/// </summary>
/// <param name="name">The track, to begin sentences with.</param>
/// <param name="timescale">Ticks per second of its times.</param>
/// <param name="warnings">Takes what is not as announced.</param>
internal sealed class AvcPayloads(string name, long timescale, InputWarnings warnings) : PayloadReader
{
    private readonly AvcSampleFormat _format = new(name, warnings);
    private readonly AvcRandomAccess _access = new(name, timescale, warnings);
    private AvcConfig? _config; // of the latest sync sample
    private long _empty;
    private string? _warning;

    /// <inheritdoc/>
    public override void Announce(CodecHeader header) => _format.Announce((AvcDecoderConfiguration)header);

    /// <inheritdoc/>
    public override void Lose() => _access.Lose();

    /// <inheritdoc/>
    public override void End() => _access.End();

    /// <inheritdoc/>
    public override void Read(Payload payload, long decodeTime, uint duration, bool isMarked, Queue<AccessUnit> output)
    {
        AvcSample sample = _format.Read(payload);
        if (!sample.IsWhole || !_format.HasSeveral)
        {
            Take(sample, decodeTime, duration, isMarked, output);
            return;
        }

        IReadOnlyList<Payload> units = _format.Split(payload);
        for (int i = 0; i < units.Count; i++)
        {
            long begin = (long)duration * i / units.Count;
            uint own = (uint)((long)duration * (i + 1) / units.Count - begin);
            Take(_format.Read(units[i]), decodeTime + begin, own, i == 0 ? isMarked : null, output);
        }
    }

    private void Take(in AvcSample sample, long decodeTime, uint duration, bool? isMarked, Queue<AccessUnit> output)
    {
        if (!sample.IsWhole || !sample.Picture.IsThere)
        {
            if (sample.IsWhole)
            {
                CountEmpty();
            }
            else if (!sample.Picture.IsThere || sample.Picture.IsReference)
            {
                _access.Lose();
            }

            return;
        }

        AvcConfig? config = _format.ToConfig();
        bool isSync = _access.IsSync(sample.Picture.Start, config is not null, decodeTime, isMarked);
        if (_access.IsWaiting)
        {
            return;
        }

        if (isSync || _config is null)
        {
            _config = config;
        }

        output.Enqueue(new AccessUnit(_config!, decodeTime, duration, isSync, _format.ToPayload(sample, isSync)));
    }

    private void CountEmpty()
    {
        _empty++;
        string what = _empty == 1 ? "1 sample holds no picture, and is" : $"{_empty} samples hold no picture, and are";
        _warning = warnings.Replace(_warning, $"{name}: {what} left out.");
    }
}
