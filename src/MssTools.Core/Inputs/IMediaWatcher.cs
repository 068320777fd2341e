namespace MssTools.Core.Inputs;

/// <summary>
/// Who is told whether an open input brings media. Told in order and one at a time, with no lock held, on the reader's thread or a
/// timer's.
/// </summary>
internal interface IMediaWatcher
{
    /// <summary>Media stay away; told once, until they come.</summary>
    /// <param name="failure">What is known of it.</param>
    void Missing(MssException failure);

    /// <summary>Media come, at first or after they were missed.</summary>
    void Found();
}
