namespace MssTools.Core.Pipeline;

/// <summary>
/// The fragment of one track that is not cut yet, and where it has to end if the input ends now. Kept on the rendition's own
/// thread.
/// </summary>
internal sealed class OpenRun
{
    /// <summary>Where it starts, and where its samples end, in 100 ns ticks; null where none is open.</summary>
    public (long Start, long End)? Extent { get; set; }

    /// <summary>Where the group agreed that it ends; null: where its samples end.</summary>
    public long? AgreedEnd { get; set; }
}
