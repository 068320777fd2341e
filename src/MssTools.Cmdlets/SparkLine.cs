namespace MssTools.Cmdlets;

/// <summary>The last values of something that is measured now and then, as a line of little columns.</summary>
/// <param name="length">How many values are shown.</param>
internal sealed class SparkLine(int length)
{
    private const string Columns = "▁▂▃▄▅▆▇█";

    private readonly Queue<double> _values = new(length);

    /// <summary>The last value; 0 before the first.</summary>
    public double Last { get; private set; }

    /// <summary>Takes a value.</summary>
    public void Add(double value)
    {
        Last = value;
        _values.Enqueue(value);
        if (_values.Count > length)
        {
            _values.Dequeue();
        }
    }

    /// <summary>The columns, oldest first; the highest of them is the highest value, and a value of nothing is the lowest.</summary>
    public override string ToString()
    {
        double most = _values.DefaultIfEmpty().Max();
        string line = string.Concat(_values.Select(value => Columns[most <= 0 ? 0 : (int)Math.Round(value / most * (Columns.Length - 1))]));
        return line.PadLeft(length);
    }
}
