using MssTools.Core.Bits;
using MssTools.Core.Codecs.Avc;

namespace MssTools.Core.Inputs.Synthetic.Pictures;

/// <summary>
/// Codes picture after picture as H.264 of the Constrained Baseline profile: an IDR picture of intra macroblocks, then P pictures in which
/// what changed is intra and all else P_Skip. What the bit rate leaves over is filled with snow, from the lower right corner on.
/// </summary>
/// <remarks>
/// Snow comes last, because nothing may be predicted from it. Where dots are single pixels, rows with text are I_PCM, and below them there
/// is paper alone.
/// </remarks>
internal sealed class PictureWriter
{
    private const uint AllIntra = 7; // slice_type, of all slices of the picture
    private const uint AllPredicted = 5;
    private const uint NoDeblocking = 1; // disable_deblocking_filter_idc
    private const int ZoneByteInIdr = 1; // what a macroblock of paper takes there

    private readonly SyntheticSettings _settings;
    private readonly TestCard _card;
    private readonly DotCanvas _canvas;
    private readonly Tint _tint;
    private readonly BitWriter _bits = new();
    private readonly int _firstOfZone;
    private long _spent; // bytes since the IDR picture

    /// <summary>Starts before the first picture.</summary>
    public PictureWriter(SyntheticSettings settings)
    {
        _settings = settings;
        _card = new TestCard(settings);
        _canvas = _card.Canvas;
        _tint = Tint.Of(settings);
        _firstOfZone = _card.TextRows * _canvas.MacroblockColumns;
        var level = AvcLevel.Lowest(
            _canvas.MacroblockColumns, _canvas.MacroblockRows, settings.FramesPerSecond, settings.Bitrate + RateOfSampledText());
        Config = AvcParameterSets.ToConfig(
            ParameterSetWriter.Sequence(settings.Width, settings.Height, settings.FramesPerSecond, level), ParameterSetWriter.Picture());
    }

    /// <summary>What decoders must know.</summary>
    public AvcConfig Config { get; }

    /// <summary>Codes the next picture.</summary>
    /// <param name="picture">Its number; numbers follow each other, the first is a multiple of the length of a GOP.</param>
    /// <returns>A sample of one NAL unit.</returns>
    public byte[] Write(long picture)
    {
        int place = (int)(picture % _settings.GopLength);
        bool isIdr = place == 0;
        _card.Draw(picture);
        _bits.Clear();
        WriteHeader(isIdr, place, picture / _settings.GopLength);
        _spent = isIdr ? 0 : _spent;
        long budget = (long)_settings.Bitrate * (place + 1) / (8 * _settings.FramesPerSecond) - _spent;
        if (isIdr)
        {
            WriteIntra(picture, budget);
        }
        else
        {
            WritePredicted(picture, budget);
        }

        NalUnitWriter.CloseRawPayload(_bits);
        byte[] sample = NalUnitWriter.ToSample(isIdr ? NalUnitType.SliceIdr : NalUnitType.Slice, _bits.Written);
        _spent += sample.Length;
        return sample;
    }

    private bool IsSampled(int macroblock) => _canvas.DotSize == 1 && macroblock < _firstOfZone;

    // slice_header (7.3.3)
    private void WriteHeader(bool isIdr, int place, long gop)
    {
        _bits.WriteUnsignedGolomb(0); // first_mb_in_slice
        _bits.WriteUnsignedGolomb(isIdr ? AllIntra : AllPredicted);
        _bits.WriteUnsignedGolomb(0); // pic_parameter_set_id
        _bits.WriteBits((uint)place & ((1 << ParameterSetWriter.FrameNumberBits) - 1), ParameterSetWriter.FrameNumberBits);
        if (isIdr)
        {
            _bits.WriteUnsignedGolomb((uint)(gop % 2)); // idr_pic_id: other than that of the one before
            _bits.WriteFlag(false); // no_output_of_prior_pics_flag
            _bits.WriteFlag(false); // long_term_reference_flag
        }
        else
        {
            _bits.WriteFlag(false); // num_ref_idx_active_override_flag
            _bits.WriteFlag(false); // ref_pic_list_modification_flag_l0
            _bits.WriteFlag(false); // adaptive_ref_pic_marking_mode_flag
        }

        _bits.WriteSignedGolomb(0); // slice_qp_delta
        _bits.WriteUnsignedGolomb(NoDeblocking);
    }

    private void WriteIntra(long picture, long budget)
    {
        for (int i = 0; i < _firstOfZone; i++)
        {
            _canvas.TakeStale(i);
            WriteMacroblock(i, isIntraSlice: true);
        }

        int zone = _canvas.Macroblocks - _firstOfZone;
        int snow = Flakes(budget - zone * ZoneByteInIdr, SampleMacroblock.Length - ZoneByteInIdr);
        for (int i = _firstOfZone; i < _canvas.Macroblocks; i++)
        {
            if (i >= _canvas.Macroblocks - snow)
            {
                SampleMacroblock.WriteSnow(_bits, Seed(picture, i), isIntraSlice: true, _tint);
            }
            else
            {
                WriteMacroblock(i, isIntraSlice: true);
            }
        }
    }

    private void WritePredicted(long picture, long budget)
    {
        uint skipped = 0;
        for (int i = 0; i < _firstOfZone; i++)
        {
            if (!_canvas.TakeStale(i))
            {
                skipped++;
                continue;
            }

            _bits.WriteUnsignedGolomb(skipped); // mb_skip_run
            skipped = 0;
            WriteMacroblock(i, isIntraSlice: false);
        }

        int snow = Flakes(budget, SampleMacroblock.Length);
        skipped += (uint)(_canvas.Macroblocks - _firstOfZone - snow);
        for (int i = _canvas.Macroblocks - snow; i < _canvas.Macroblocks; i++)
        {
            _bits.WriteUnsignedGolomb(skipped);
            skipped = 0;
            SampleMacroblock.WriteSnow(_bits, Seed(picture, i), isIntraSlice: false, _tint);
        }

        if (skipped > 0)
        {
            _bits.WriteUnsignedGolomb(skipped);
        }
    }

    private void WriteMacroblock(int macroblock, bool isIntraSlice)
    {
        if (IsSampled(macroblock))
        {
            SampleMacroblock.Write(_bits, _canvas, macroblock, isIntraSlice, _tint);
        }
        else if (_canvas.DotSize == 1)
        {
            DotMacroblock.WritePaper(_bits, IsSampled(macroblock - _canvas.MacroblockColumns));
        }
        else
        {
            DotMacroblock.Write(_bits, _canvas, macroblock, isIntraSlice, _tint);
        }
    }

    private int Flakes(long budget, int each) =>
        (int)Math.Clamp((budget - _bits.Position / 8) / each, 0, _canvas.Macroblocks - _firstOfZone);

    private long Seed(long picture, int macroblock) => picture * _canvas.Macroblocks + macroblock;

    // At most: all rows with text, in every picture.
    private long RateOfSampledText() => _canvas.DotSize == 1 ? 8L * SampleMacroblock.Length * _firstOfZone * _settings.FramesPerSecond : 0;
}
