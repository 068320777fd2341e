namespace MssTools.Core.Inputs.Rtmp;

/// <summary>The events of user control messages (Adobe RTMP 1.0, 7.1.7).</summary>
internal enum UserControlEvent : ushort
{
    StreamBegin = 0,
    StreamEnd = 1,
    SetBufferLength = 3,
    PingRequest = 6,
    PingResponse = 7,
}
