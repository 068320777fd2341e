namespace MssTools.Core.Inputs.Flv;

/// <summary>AACPacketType of FLV (E.4.2.2), and AudioPacketType of Enhanced RTMP v2, whose first two are the same.</summary>
internal enum FlvAudioPacketType
{
    SequenceStart = 0,
    CodedFrames = 1,
    SequenceEnd = 2,
    MultichannelConfiguration = 4,
    Multitrack = 5,
    Modifier = 7,
}
