using System.Buffers.Binary;

namespace MssTools.Fuzz;

/// <summary>Makes broken inputs from sound ones.</summary>
/// <param name="seed">Makes a run repeatable.</param>
/// <param name="corpus">The sound inputs.</param>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> corpus)
{
    private const int MostChanges = 12;

    private static readonly uint[] s_edges =
        [0, 1, 2, 7, 8, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_ffff, 0x1000_0000, 65536, 1 << 24];

    private readonly Random _random = new(seed);

    /// <summary>The next input.</summary>
    public byte[] Next()
    {
        var bytes = new List<byte>(Any(corpus));
        for (int changes = _random.Next(1, MostChanges); changes > 0 && bytes.Count > 16; changes--)
        {
            Change(bytes);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes)
    {
        // Most of a file is payload; its structure is at the start and at the end.
        int place = _random.Next(4) switch
        {
            0 => _random.Next(bytes.Count),
            1 => Math.Max(0, bytes.Count - 1 - _random.Next(4096)),
            _ => _random.Next(Math.Min(bytes.Count, 4096)),
        };
        int length = Math.Min(bytes.Count - place, 1 << _random.Next(12));
        switch (_random.Next(9))
        {
            case 0:
            case 1:
                bytes[place] ^= (byte)(1 << _random.Next(8));
                break;
            case 2:
                bytes[place] = (byte)_random.Next(256);
                break;
            case 3:
            case 4:
                Overwrite(bytes, place, _random.Next(3) == 0 ? (uint)_random.Next(1 << 20) : s_edges[_random.Next(s_edges.Length)]);
                break;
            case 5:
                bytes.RemoveRange(place, length);
                break;
            case 6:
                bytes.InsertRange(place, bytes.GetRange(place, length));
                break;
            case 7:
                byte[] other = Any(corpus);
                int from = _random.Next(other.Length);
                bytes.InsertRange(place, other.AsSpan(from, Math.Min(length, other.Length - from)).ToArray());
                break;
            default:
                if (_random.Next(4) == 0)
                {
                    bytes.RemoveRange(place, bytes.Count - place);
                }

                break;
        }
    }

    private static void Overwrite(List<byte> bytes, int place, uint value)
    {
        Span<byte> field = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(field, value);
        for (int i = 0; i < 4 && place + i < bytes.Count; i++)
        {
            bytes[place + i] = field[i];
        }
    }

    private T Any<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];
}
