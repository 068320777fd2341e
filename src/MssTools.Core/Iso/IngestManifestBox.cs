namespace MssTools.Core.Iso;

/// <summary>
/// The two uuid boxes with XML that a sender puts in front of its fragments ([MS-SSTR] 2.2.7.2, 2.2.7.3). Their content is version and
/// flags, which are 0, then the text.
/// </summary>
internal static class IngestManifestBox
{
    /// <summary>Lists the streams of a whole presentation.</summary>
    public static readonly Guid StreamManifest = new("3c2fe51b-efee-40a3-ae81-5300199dc348");

    /// <summary>Describes the tracks of the stream that it begins.</summary>
    public static readonly Guid LiveServerManifest = new("a5d40b30-e814-11dd-ba2f-0800200c9a66");

    private const int VersionAndFlags = 4;

    /// <summary>Writes one of the boxes.</summary>
    public static void Write(BoxWriter writer, Guid extendedType, ReadOnlySpan<byte> xml)
    {
        using (writer.UuidBox(extendedType, version: 0, flags: 0))
        {
            writer.WriteBytes(xml);
        }
    }

    /// <summary>The text in the box's content.</summary>
    /// <exception cref="MssException">MalformedInput: there is none.</exception>
    public static ReadOnlyMemory<byte> XmlOf(BoxContent box) => box.Bytes.Length > VersionAndFlags
        ? box.Bytes[VersionAndFlags..]
        : throw box.Fields.Malformed("the box is empty");
}
