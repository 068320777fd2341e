namespace MssTools.Cluster;

/// <summary>Which of equal shares a key is in: the same on every node and for ever, as what is stored goes by it.</summary>
internal static class KeyShare
{
    /// <summary>The share, 0 and up, by FNV-1a.</summary>
    /// <param name="key">The key.</param>
    /// <param name="shares">How many there are.</param>
    public static int Of(string key, int shares)
    {
        uint hash = 2166136261;
        foreach (char c in key)
        {
            hash = unchecked((hash ^ c) * 16777619);
        }

        return (int)(hash % (uint)shares);
    }
}
