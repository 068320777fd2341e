using System.Globalization;
using MssTools.Core.Iso;

namespace MssTools.Core.Stored;

/// <summary>In what two stored fragments are not alike.</summary>
internal static class FragmentComparison
{
    private const int Stretch = 64 * 1024;

    /// <summary>Compares the bytes, and says what they mean where they differ.</summary>
    /// <param name="reference">A document, there or not.</param>
    /// <param name="other">The other one.</param>
    /// <returns>Nothing where both have the same bytes, or neither is there.</returns>
    public static IReadOnlyList<MssDifference> Compare(StoredDocument reference, StoredDocument other)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(other);
        if (reference.Bytes is not { } left || other.Bytes is not { } right)
        {
            return reference.Bytes is null && other.Bytes is null
                ? []
                : [Differ("File", reference.Bytes is null ? null : reference.Name, other.Bytes is null ? null : other.Name)];
        }

        if (left.Length == right.Length && FirstDifference(left, 0, right, 0, left.Length) is null)
        {
            return [];
        }

        (StoredFragment? one, string? oneProblem) = Read(left);
        (StoredFragment? two, string? twoProblem) = Read(right);
        return one is null || two is null
            ? [Differ("File", oneProblem ?? $"{left.Length} bytes", twoProblem ?? $"{right.Length} bytes")]
            : Compare(one, two);
    }

    private static List<MssDifference> Compare(StoredFragment left, StoredFragment right)
    {
        List<MssDifference> found = [];
        Add(found, "mfhd", Text(left.SequenceNumber), Text(right.SequenceNumber));
        Add(found, "tfxd", Text(left.Place), Text(right.Place));
        Add(found, "tfrf", Text(left.Next), Text(right.Next));
        Add(found, "tfdt", Text(left.DecodeTime), Text(right.DecodeTime));
        Add(found, "samples", Text(left.Samples.Count), Text(right.Samples.Count));
        for (int i = 0; i < Math.Min(left.Samples.Count, right.Samples.Count); i++)
        {
            (StoredSample one, StoredSample two) = (left.Samples[i], right.Samples[i]);
            long? first = FirstDifference(left.Bytes, one.Offset, right.Bytes, two.Offset, Math.Min(one.Size, two.Size));
            string? difference = one.Size != two.Size || first is not null ? "Payload"
                : Row(left, one) != Row(right, two) ? "trun"
                : null;
            if (difference is not null)
            {
                // The first tells what is wrong; the others follow from it, mostly.
                string place = string.Create(CultureInfo.InvariantCulture, $"sample {i}: ");
                found.Add(Differ(difference, place + Row(left, one) + Byte(left, one, first), place + Row(right, two) + Byte(right, two, first)));
                break;
            }
        }

        if (found.Count == 0)
        {
            found.Add(Differ("boxes", Boxes(left), Boxes(right)));
        }

        return found;
    }

    private static void Add(List<MssDifference> found, string property, string? reference, string? other)
    {
        if (reference != other)
        {
            found.Add(Differ(property, reference, other));
        }
    }

    // Where the first byte is that differs, in stretches that fit the processor's cache; null: none.
    private static long? FirstDifference(IStoredBytes left, long leftOffset, IStoredBytes right, long rightOffset, long length)
    {
        if (leftOffset > left.Length - length || rightOffset > right.Length - length)
        {
            return 0; // samples that lie outside their document
        }

        byte[] one = new byte[(int)Math.Min(length, Stretch)];
        byte[] two = new byte[one.Length];
        for (long done = 0; done < length; done += one.Length)
        {
            int count = (int)Math.Min(one.Length, length - done);
            left.Read(leftOffset + done, one.AsSpan(0, count));
            right.Read(rightOffset + done, two.AsSpan(0, count));
            int same = one.AsSpan(0, count).CommonPrefixLength(two.AsSpan(0, count));
            if (same < count)
            {
                return done + same;
            }
        }

        return null;
    }

    private static (StoredFragment? Fragment, string? Problem) Read(IStoredBytes bytes)
    {
        try
        {
            return (StoredFragment.Read(bytes), null);
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            return (null, failure.Message);
        }
    }

    private static string Row(StoredFragment fragment, StoredSample sample) => string.Create(
        CultureInfo.InvariantCulture,
        $"{sample.Size} bytes, {sample.Duration} ticks, flags {fragment.FlagsOf(sample):X8}, offset {sample.CompositionTimeOffset}");

    private static string Byte(StoredFragment fragment, StoredSample sample, long? at)
    {
        if (at is not { } offset || sample.Offset + offset >= fragment.Bytes.Length)
        {
            return "";
        }

        Span<byte> value = stackalloc byte[1];
        fragment.Bytes.Read(sample.Offset + offset, value);
        return string.Create(CultureInfo.InvariantCulture, $", byte {offset} is {value[0]:X2}");
    }

    private static string Boxes(StoredFragment fragment) => string.Join(
        ", ", fragment.Boxes.Concat(fragment.TrackBoxes).Select(box => string.Create(CultureInfo.InvariantCulture, $"{box.Type} {box.Size}")));

    private static string? Text(TfxdBox? box) => box is { } place
        ? string.Create(CultureInfo.InvariantCulture, $"{place.FragmentAbsoluteTime} + {place.FragmentDuration}")
        : null;

    private static string? Text(TfrfBox? box) => box is null ? null : string.Join(", ", box.Entries.Select(entry => Text(entry)));

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static MssDifference Differ(string property, string? reference, string? other) =>
        new() { Property = property, ReferenceValue = reference, DifferenceValue = other };
}
