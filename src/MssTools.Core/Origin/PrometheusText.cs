using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace MssTools.Core.Origin;

/// <summary>The instruments of a meter in Prometheus' text format, version 0.0.4.</summary>
internal static class PrometheusText
{
    /// <summary>The media type of the format.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Reads all observable instruments once.</summary>
    public static byte[] Write(Meter meter)
    {
        var lines = new SortedDictionary<string, StringBuilder>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter, meter))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(lines, instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(lines, instrument, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        return Encoding.UTF8.GetBytes(string.Concat(lines.Values));
    }

    private static void Add(
        SortedDictionary<string, StringBuilder> lines, Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        bool counts = instrument is ObservableCounter<long>;
        string name = counts ? instrument.Name + "_total" : instrument.Name;
        if (!lines.TryGetValue(name, out StringBuilder? text))
        {
            lines[name] = text = new StringBuilder()
                .Append(CultureInfo.InvariantCulture, $"# HELP {name} {instrument.Description}\n")
                .Append(CultureInfo.InvariantCulture, $"# TYPE {name} {(counts ? "counter" : "gauge")}\n");
        }

        text.Append(name);
        for (int i = 0; i < tags.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? '{' : ',')}{tags[i].Key}=\"{tags[i].Value}\"");
        }

        text.Append(tags.Length > 0 ? "}" : "").Append(CultureInfo.InvariantCulture, $" {value}\n");
    }
}
