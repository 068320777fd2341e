namespace MssTools.Core.Inputs.Amf;

/// <summary>The type markers of AMF0 (Adobe AMF0 2.1).</summary>
internal enum Amf0Marker : byte
{
    Number = 0,
    Boolean = 1,
    Text = 2,
    Object = 3,
    Null = 5,
    Undefined = 6,
    Reference = 7,
    EcmaArray = 8,
    ObjectEnd = 9,
    StrictArray = 10,
    Date = 11,
    LongText = 12,
    Unsupported = 13,
    Xml = 15,
    TypedObject = 16,
}
