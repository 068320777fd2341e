using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Rtmp;

namespace MssTools.Core.Streams;

/// <summary>The session's named inputs: those that the user named, and what encoders push to us.</summary>
internal sealed class LocalStreamRegistry
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, LocalStream> _streams = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What encoders push to us.</summary>
    public Publications Published { get; } = new();

    /// <summary>True for the address of an input, false for a path.</summary>
    public static bool IsAddress(string source) => SourceFactory.IsAddress(source);

    /// <summary>An input as people may see it.</summary>
    public static string Shown(string source) => SourceSecrets.Shown(source);

    /// <summary>Refuses an address that nothing can read.</summary>
    /// <exception cref="MssException">NotImplemented, or InvalidSetting: it lacks something.</exception>
    public static void CheckSource(LocalStream stream)
    {
        if (SourceSecrets.IsMasked(stream.Source))
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"The address '{Shown(stream.Source)}' has stars in the place of a secret; nothing can be opened with it.",
                "Give the address itself: what is shown of one has no secrets.");
        }

        try
        {
            SourceFactory.CheckAddress(stream.Source);
        }
        catch (MssException failure)
        {
            throw SourceSecrets.Of(stream.Source).Hide(failure);
        }
    }

    /// <summary>Names an input, which need not exist yet.</summary>
    /// <exception cref="MssException">
    /// AlreadyExists: the name stands for another input; NotImplemented: an address that nothing can read;
    /// InvalidSetting: one that lacks something.
    /// </exception>
    public void Add(LocalStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        CheckSource(stream);
        lock (_lock)
        {
            LocalStream? other = _streams.GetValueOrDefault(stream.Name) ?? FindPublished(stream.Name);
            if (other is not null && other != stream)
            {
                throw new MssException(
                    MssError.AlreadyExists,
                    $"The local stream '{stream.Name}' stands for '{SourceSecrets.Shown(other.Source)}' already.",
                    "Choose another name, or run Remove-MSSLocalStream first (Stop-MSSIngest for a publisher).");
            }

            _streams[stream.Name] = stream;
        }
    }

    /// <summary>All named inputs, by name.</summary>
    public IReadOnlyList<LocalStream> List()
    {
        lock (_lock)
        {
            IEnumerable<LocalStream> named = _streams.Values.Select(
                s => s with { Source = SourceSecrets.Shown(s.Source), IsAvailable = IsAddress(s.Source) || File.Exists(s.Source) });
            IEnumerable<LocalStream> published = Published.List().Where(p => !_streams.ContainsKey(p.Name)).Select(Describe);
            return [.. named.Concat(published).OrderBy(s => s.Name, StringComparer.OrdinalIgnoreCase)];
        }
    }

    /// <summary>The input of a name, or null.</summary>
    public LocalStream? Find(string name)
    {
        lock (_lock)
        {
            return _streams.GetValueOrDefault(name) ?? FindPublished(name);
        }
    }

    /// <summary>Whether the user named an input so; no publisher may have the name then.</summary>
    public bool IsNamed(string name)
    {
        lock (_lock)
        {
            return _streams.ContainsKey(name);
        }
    }

    /// <summary>Opens an input, or a reader of what is being published; see <see cref="SourceFactory.TryOpen"/>.</summary>
    public IMediaReader? TryOpen(LocalStream input, TimeProvider time, CancellationToken stop) => input.IsPublished
        ? Published.Find(input.Name)?.TryOpen()
        : SourceFactory.TryOpen(input, time, stop);

    /// <summary>Forgets a name; streams that read the input go on.</summary>
    public bool Remove(string name)
    {
        lock (_lock)
        {
            return _streams.Remove(name);
        }
    }

    private static LocalStream Describe(Publication publication) =>
        new() { Name = publication.Name, Source = publication.Source, IsAvailable = true, IsPublished = true };

    private LocalStream? FindPublished(string name) => Published.Find(name) is { } found ? Describe(found) : null;
}
