using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>Opens files of the ISO base media family: MP4, MOV, fragmented MP4, ISMV.</summary>
internal static class IsoReader
{
    // 512 MiB of tables describe some thirty million samples: days of media.
    private const int MaxMoovSize = 512 * 1024 * 1024;

    /// <summary>Finds the moov, before or behind the media, and chooses the reader that it calls for.</summary>
    /// <param name="file">The file; the reader owns it, once there is one.</param>
    /// <param name="only">Number of the only track to read; null: all that can be packaged.</param>
    /// <exception cref="MssException">MalformedInput, Unsupported, NoMedia or SourceFailed.</exception>
    public static IMediaReader Open(MediaFile file, uint? only = null)
    {
        var choice = new MovieChoice(file.Length, only);
        long start = 0;
        try
        {
            foreach (TopLevelBox box in TopLevelBox.Walk(file, offset: 0))
            {
                if (box.Type == BoxTypes.Moov && choice.Take(box.Load(file, MaxMoovSize)))
                {
                    start = box.Offset + box.Size;
                }

                if (box.Type == BoxTypes.Moof || choice.IsFinal)
                {
                    break;
                }
            }
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput && choice.Movie is not null)
        {
            // Damage behind the moov, which reading the fragments copes with.
        }

        if (choice.Movie is { } movie)
        {
            return movie.FragmentDefaults is null ? new Mp4Reader(file, movie) : new FragmentedMp4Reader(file, movie, start);
        }

        choice.Refuse();
        throw new MssException(
            MssError.MalformedInput,
            $"'{file.Path}' has no moov box in front of its fragments or at all.",
            "The recording was not finished, or this is a part of a stream without its beginning.");
    }
}
