namespace MssTools.Bench;

/// <summary>Counts the fragments that a manifest or playlist lists, anew whenever it was written.</summary>
/// <param name="path">Full path of the file.</param>
/// <param name="countFragments">Fragments of pictures in its text.</param>
internal sealed class FileListing(string path, Func<string, int> countFragments)
{
    private DateTime _written;
    private int _count;

    /// <summary>How many are listed by now; 0 while there is no such file.</summary>
    public int Count()
    {
        DateTime written = File.GetLastWriteTimeUtc(path);
        if (written != _written && File.Exists(path))
        {
            try
            {
                (_count, _written) = (countFragments(File.ReadAllText(path)), written);
            }
            catch (IOException)
            {
                // It is replaced at this moment.
            }
        }

        return _count;
    }
}
