using MssTools.Core.Bits;

namespace MssTools.Core.Inputs.Synthetic.Sound;

/// <summary>
/// Codes a signal as AAC-LC, stereo at 48 kHz with both sides alike: a channel pair in mid and side, of which the side is silent
/// (ISO/IEC 14496-3 4.4.2). All blocks are long, all bands have one scale factor.
/// </summary>
/// <remarks>Frame n decodes to the samples from 1024 n on: the encoder looks ahead, so there is no delay to make up for.</remarks>
/// <param name="signal">The sample of a time, in samples from the start.</param>
internal sealed class SoundWriter(Func<long, double> signal)
{
    private const uint ChannelPairElement = 1; // id_syn_ele
    private const uint End = 7;
    private const uint AllMidSide = 2;         // ms_mask_present
    private const uint ZeroCodebook = 0;
    private const int SectionEscape = 31;      // of sect_len_incr in long blocks

    // A scale factor of 124 is a unit of 64, at which a full beep stays below 8191 and noise 60 dB below the tone.
    private const uint GlobalGain = 124;
    private const double Unit = 64;

    private static readonly int[] s_bands = // swb_offset_long_window at 48 kHz (4.5.4)
    [
        0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 48, 56, 64, 72, 80, 88, 96, 108, 120, 132, 144, 160, 176, 196, 216, 240, 264, 292,
        320, 352, 384, 416, 448, 480, 512, 544, 576, 608, 640, 672, 704, 736, 768, 800, 832, 864, 896, 928, 1024,
    ];

    private readonly BitWriter _bits = new();
    private readonly Filterbank _filterbank = new();
    private readonly double[] _samples = new double[2 * Filterbank.Length];
    private readonly double[] _spectrum = new double[Filterbank.Length];
    private readonly int[] _values = new int[Filterbank.Length];

    /// <summary>Codes one frame, a raw_data_block.</summary>
    /// <param name="frame">Its number, from 0.</param>
    public byte[] Write(long frame)
    {
        Quantize(frame);
        int bands = s_bands.Length - 1;
        while (bands > 0 && IsSilent(bands - 1))
        {
            bands--;
        }

        _bits.Clear();
        _bits.WriteBits(ChannelPairElement, 3);
        _bits.WriteBits(0, 4);   // element_instance_tag
        _bits.WriteFlag(true);   // common_window
        WriteWindow(bands);
        _bits.WriteBits(AllMidSide, 2);
        WriteChannel(bands, isSilent: false);
        WriteChannel(bands, isSilent: true);
        _bits.WriteBits(End, 3);
        _bits.Align();
        return _bits.Written.ToArray();
    }

    private void Quantize(long frame)
    {
        for (int n = 0; n < _samples.Length; n++)
        {
            _samples[n] = signal(frame * Filterbank.Length + n);
        }

        _filterbank.Transform(_samples, _spectrum);
        for (int k = 0; k < _values.Length; k++)
        {
            _values[k] = EscapeCodebook.Quantize(_spectrum[k] / Unit);
        }
    }

    private bool IsSilent(int band) => !_values.AsSpan(s_bands[band]..s_bands[band + 1]).ContainsAnyExcept(0);

    // ics_info: ONLY_LONG_SEQUENCE, sine window
    private void WriteWindow(int bands)
    {
        _bits.WriteFlag(false);  // ics_reserved_bit
        _bits.WriteBits(0, 2);   // window_sequence
        _bits.WriteFlag(false);  // window_shape
        _bits.WriteBits((uint)bands, 6); // max_sfb
        _bits.WriteFlag(false);  // predictor_data_present
    }

    // individual_channel_stream
    private void WriteChannel(int bands, bool isSilent)
    {
        _bits.WriteBits(GlobalGain, 8);
        for (int start = 0, end; start < bands; start = end)
        {
            end = start + 1;
            bool isZero = isSilent || IsSilent(start);
            while (end < bands && (isSilent || IsSilent(end) == isZero))
            {
                end++;
            }

            WriteSection(isZero ? ZeroCodebook : EscapeCodebook.Number, end - start);
        }

        int[] sounding = [.. Enumerable.Range(0, isSilent ? 0 : bands).Where(band => !IsSilent(band))];
        _bits.WriteBits(0, Math.Min(sounding.Length, 32)); // hcod_sf of each: no difference (table 4.A.1)
        _bits.WriteBits(0, Math.Max(sounding.Length - 32, 0));
        _bits.WriteFlag(false); // pulse_data_present
        _bits.WriteFlag(false); // tns_data_present
        _bits.WriteFlag(false); // gain_control_data_present
        foreach (int band in sounding)
        {
            for (int k = s_bands[band]; k < s_bands[band + 1]; k += 2)
            {
                EscapeCodebook.Write(_bits, _values[k], _values[k + 1]);
            }
        }
    }

    // section_data: one section
    private void WriteSection(uint codebook, int bands)
    {
        _bits.WriteBits(codebook, 4);
        for (; bands >= SectionEscape; bands -= SectionEscape)
        {
            _bits.WriteBits(SectionEscape, 5);
        }

        _bits.WriteBits((uint)bands, 5);
    }
}
