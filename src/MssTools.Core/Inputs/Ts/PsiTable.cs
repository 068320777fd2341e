using MssTools.Core.Bits;

namespace MssTools.Core.Inputs.Ts;

/// <summary>An entry of a program association table.</summary>
/// <param name="Number">program_number.</param>
/// <param name="MapPid">PID of the program's map table.</param>
internal readonly record struct PatProgram(int Number, int MapPid);

/// <summary>A section of a program association table.</summary>
/// <param name="Programs">The programs in the order of the table.</param>
/// <param name="IsWhole">Whether the table has no other section.</param>
internal sealed record PatSection(IReadOnlyList<PatProgram> Programs, bool IsWhole);

/// <summary>An entry of a program map table.</summary>
/// <param name="StreamType">
/// stream_type (ISO/IEC 13818-1 table 2-34); of private data the one that others use for what its descriptors name.
/// </param>
/// <param name="Pid">PID of the elementary stream.</param>
/// <param name="Language">Three letters of ISO 639-2/T; null where it is not told.</param>
/// <param name="Role">What sound is beside the main programme; null: it is the main one.</param>
internal readonly record struct PmtStream(int StreamType, int Pid, string? Language = null, string? Role = null)
{
    /// <summary>True for the same stream, whatever language the table gives it by now.</summary>
    public bool Is(PmtStream other) => (StreamType, Pid) == (other.StreamType, other.Pid);
}

/// <summary>The two tables that tell what a transport stream carries (ISO/IEC 13818-1 2.4.4.3 and 2.4.4.8).</summary>
internal static class PsiTable
{
    private const int ProgramAssociation = 0;
    private const int ProgramMap = 2;
    private const int CurrentNextIndicator = 1;

    /// <summary>Parses a section of a PAT; null where it is another table or one that is not yet valid.</summary>
    /// <param name="section">The section without its CRC.</param>
    /// <exception cref="MssException"><see cref="MssError.MalformedInput"/>: it ends in the middle of an entry.</exception>
    public static PatSection? ParseAssociation(ReadOnlySpan<byte> section)
    {
        var fields = new ByteReader(section, "PAT");
        if (!EnterTable(ref fields, ProgramAssociation, out _, out bool isWhole))
        {
            return null;
        }

        var programs = new List<PatProgram>(fields.Remaining / 4);
        while (fields.Remaining > 0)
        {
            int number = fields.ReadUInt16();
            int pid = fields.ReadUInt16() & 0x1fff;
            if (number != 0) // 0 is the network information table
            {
                programs.Add(new PatProgram(number, pid));
            }
        }

        return new PatSection(programs, isWhole);
    }

    /// <summary>Parses a section of a PMT; null where it is another table, another program's or not yet valid.</summary>
    /// <param name="section">The section without its CRC.</param>
    /// <param name="program">The program_number that is looked for.</param>
    /// <exception cref="MssException"><see cref="MssError.MalformedInput"/>: it ends in the middle of an entry.</exception>
    public static IReadOnlyList<PmtStream>? ParseMap(ReadOnlySpan<byte> section, int program)
    {
        var fields = new ByteReader(section, "PMT");
        if (!EnterTable(ref fields, ProgramMap, out int number, out _) || number != program)
        {
            return null;
        }

        fields.Skip(2); // PCR_PID
        fields.Skip(fields.ReadUInt16() & 0xfff);
        var streams = new List<PmtStream>();
        while (fields.Remaining > 0)
        {
            int type = fields.ReadByte();
            int pid = fields.ReadUInt16() & 0x1fff;
            ReadOnlySpan<byte> descriptors = fields.ReadBytes(fields.ReadUInt16() & 0xfff);
            (string? language, string? role) = LanguageDescriptor.Find(descriptors);
            streams.Add(new PmtStream(type == StreamType.PrivateData ? StreamType.Of(descriptors) : type, pid, language, role));
        }

        return streams;
    }

    private static bool EnterTable(ref ByteReader fields, int tableId, out int extension, out bool isWhole)
    {
        int id = fields.ReadByte();
        fields.Skip(2); // section_length
        extension = fields.ReadUInt16();
        bool current = (fields.ReadByte() & CurrentNextIndicator) != 0;
        isWhole = fields.ReadUInt16() == 0; // section_number, last_section_number
        return id == tableId && current;
    }
}
