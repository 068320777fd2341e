namespace MssTools.Core.Outputs;

/// <summary>Who is told of an output's troubles, on whatever thread meets them, also while the output's notices stand still.</summary>
internal interface IStoringWatcher
{
    /// <summary>A fragment is left out, and the rendition goes on.</summary>
    void Dropped(int rendition, FragmentNotice fragment, MssException reason);

    /// <summary>Nothing more of a rendition is stored.</summary>
    void Refused(int rendition, Exception failure);
}
