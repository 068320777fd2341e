namespace MssTools.Core.Streams;

/// <summary>The room of a disk.</summary>
/// <param name="Free">Bytes that this account may still write.</param>
/// <param name="Size">Bytes that it has.</param>
internal readonly record struct VolumeSpace(long Free, long Size)
{
    private const long MostWanted = 10L * 1024 * 1024 * 1024;

    /// <summary>What should be free: 5 %, or 10 GiB where that is less; some minutes of a few channels, and not half of a small disk.</summary>
    public long Wanted => Math.Min(Size / 20, MostWanted);

    /// <summary>True where less is free.</summary>
    public bool IsLow => Free < Wanted;

    /// <summary>True where a quarter more is free, so that a disk at the limit is not told of again and again.</summary>
    public bool IsEnough => Free >= Wanted + (Wanted / 4);

    /// <summary>The room of the disk that a folder is on; null where it cannot be had, as of a folder that is away or of a Windows share.</summary>
    public static VolumeSpace? Of(string folder)
    {
        try
        {
            var drive = new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder);
            return new VolumeSpace(drive.AvailableFreeSpace, drive.TotalSize);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
