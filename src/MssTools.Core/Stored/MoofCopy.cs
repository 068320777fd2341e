using MssTools.Core.Iso;

namespace MssTools.Core.Stored;

/// <summary>Copies the moof of a stored fragment box by box, with something else in the place of some boxes.</summary>
internal static class MoofCopy
{
    private const int RunDataOffset = 16; // in a trun, behind size, type, version and flags, sample_count
    private const int MdatHeader = 8;

    /// <summary>Writes what stands in the place of a box of the moof or of its traf, which may be nothing.</summary>
    /// <returns>False where the box is to be copied.</returns>
    public delegate bool Replacement(BoxWriter writer, in BoxReader box);

    /// <summary>Writes the moof. The samples of its first trun are those of the mdat that is written next, from its first byte on.</summary>
    /// <exception cref="MssException">MalformedInput: no trun was written.</exception>
    public static void Write(BoxWriter writer, StoredFragment fragment, Replacement replace)
    {
        int? dataOffset = null;
        using (writer.Box(BoxTypes.Moof))
        {
            var outer = new BoxReader(fragment.MoofBytes.Span, "fragment");
            outer.Read();
            BoxReader boxes = outer.Children;
            while (boxes.Read())
            {
                if (boxes.Type != BoxTypes.Traf)
                {
                    Write(writer, boxes, replace);
                    continue;
                }

                using (writer.Box(BoxTypes.Traf))
                {
                    BoxReader children = boxes.Children;
                    while (children.Read())
                    {
                        int start = writer.Length;
                        Write(writer, children, replace);
                        dataOffset ??= children.Type == BoxTypes.Trun && writer.Length > start ? start + RunDataOffset : null;
                    }
                }
            }
        }

        writer.Patch(
            dataOffset ?? throw new MssException(MssError.MalformedInput, $"'{fragment.Bytes.Name}' is no fragment: it has no trun."),
            (uint)(writer.Length + MdatHeader));
    }

    private static void Write(BoxWriter writer, in BoxReader box, Replacement replace)
    {
        if (!replace(writer, box))
        {
            writer.WriteCopy(box);
        }
    }
}
