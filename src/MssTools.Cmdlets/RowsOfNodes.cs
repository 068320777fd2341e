namespace MssTools.Cmdlets;

/// <summary>
/// Rows of what all nodes of a cluster have: there is one for each node, and what is done to one is done at all. Each is dealt with once, and the other
/// rows that a pipeline brings of it are known all the same.
/// </summary>
/// <param name="keyOf">What is the same in the rows of all nodes.</param>
/// <param name="nodeOf">The node of a row; empty: it is of no cluster, and stands for itself.</param>
internal sealed class RowsOfNodes<T>(Func<T, string> keyOf, Func<T, string> nodeOf)
    where T : MssObject
{
    private readonly Dictionary<(string Service, string Key), List<T>> _taken = [];

    /// <summary>What is listed, and what was listed of that which was dealt with.</summary>
    public IReadOnlyList<T> With(IReadOnlyList<T> listed) => [.. listed, .. _taken.Values.SelectMany(static rows => rows)];

    /// <summary>Of each one row, if it was not dealt with before; it is from now on.</summary>
    /// <param name="found">The rows that are meant.</param>
    /// <param name="listed">All rows.</param>
    public List<T> Take(IEnumerable<T> found, IReadOnlyList<T> listed)
    {
        List<T> fresh = [];
        foreach (T row in found)
        {
            if (nodeOf(row).Length == 0 || _taken.TryAdd(KeyOf(row), [.. listed.Where(other => KeyOf(other) == KeyOf(row))]))
            {
                fresh.Add(row);
            }
        }

        return fresh;
    }

    private (string Service, string Key) KeyOf(T row) => (row.Service, keyOf(row).ToUpperInvariant());
}
