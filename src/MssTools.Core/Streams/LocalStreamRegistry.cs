using MssTools.Core.Inputs;

namespace MssTools.Core.Streams;

/// <summary>The session's named inputs: those that the user named, and what encoders push to us.</summary>
internal sealed class LocalStreamRegistry
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Stars = SourceSecrets.Stars;

    private readonly EventHub _events;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, LocalStreamDefinition> _definitions = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="events">Told of who publishes.</param>
    public LocalStreamRegistry(EventHub events)
    {
        _events = events;
        Published.Changed += Tell;
    }

    /// <summary>What encoders push to us.</summary>
    public Publications Published { get; } = new();

    /// <summary>See <see cref="SourceFactory.CountRenditions"/>.</summary>
    public static int CountRenditions(string path) => SourceFactory.CountRenditions(path);

    /// <summary>True for the address of an input, false for a path.</summary>
    public static bool IsAddress(string source) => SourceFactory.IsAddress(source);

    /// <summary>See <see cref="SourceFactory.IsPresentation"/>.</summary>
    public static bool IsPresentation(string path) => SourceFactory.IsPresentation(path);

    /// <summary>See <see cref="SourceFactory.IsEndless"/>.</summary>
    public static bool IsEndless(string source) => SourceFactory.IsEndless(source);

    /// <summary>A text with inputs in it, as people may see it.</summary>
    public static string ShownIn(string text) => SourceSecrets.ShownIn(text);

    /// <summary>An input as people may see it.</summary>
    public static string Shown(string source) => SourceSecrets.Shown(source);

    /// <summary>Refuses an address that nothing can read.</summary>
    /// <exception cref="MssException">NotImplemented, or InvalidSetting: it lacks something.</exception>
    public static void CheckSource(LocalStreamDefinition definition)
    {
        if (SourceSecrets.IsMasked(definition.Source))
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"The address '{Shown(definition.Source)}' has stars in the place of a secret; nothing can be opened with it.",
                "Give the address itself: what is shown of one has no secrets.");
        }

        try
        {
            SourceFactory.CheckAddress(definition.Source);
        }
        catch (MssException failure)
        {
            throw SourceSecrets.Of(definition.Source).Hide(failure);
        }
    }

    /// <summary>Names an input, which need not exist yet.</summary>
    /// <param name="definition">The input; one that was shown with stars stands for that of its name.</param>
    /// <exception cref="MssException">
    /// AlreadyExists: the name stands for another input; NotImplemented: an address that nothing can read;
    /// InvalidSetting: one that lacks something.
    /// </exception>
    /// <returns>What it looks like now.</returns>
    public LocalStream Add(LocalStreamDefinition definition) => Add(definition, isReplacing: false);

    /// <summary>Has a name stand for another input; streams that read the one before go on.</summary>
    /// <exception cref="MssException">AlreadyExists: a publisher has the name; else as of <see cref="Add(LocalStreamDefinition)"/>.</exception>
    public LocalStream Replace(LocalStreamDefinition definition) => Add(definition, isReplacing: true);

    /// <summary>What the user named, by name.</summary>
    public IReadOnlyList<LocalStreamDefinition> Definitions()
    {
        lock (_lock)
        {
            return [.. _definitions.Values];
        }
    }

    private LocalStream Add(LocalStreamDefinition definition, bool isReplacing)
    {
        ArgumentNullException.ThrowIfNull(definition);
        definition = Unmasked(definition);
        CheckSource(definition);
        lock (_lock)
        {
            NamedInput? other = FindLocked(definition.Name);
            if (other is not null && other != new NamedInput(definition) && (!isReplacing || other.IsPublished))
            {
                throw new MssException(
                    MssError.AlreadyExists,
                    $"The local stream '{definition.Name}' stands for '{SourceSecrets.Shown(other.Source)}' already.",
                    other.IsPublished
                        ? "Choose another name, or run Stop-MSSIngest first."
                        : "Choose another name, or give -Force to have the name stand for the new input.");
            }

            _definitions[definition.Name] = definition;
        }

        return ToModel(new NamedInput(definition));
    }

    /// <summary>All named inputs, by name.</summary>
    public IReadOnlyList<LocalStream> List()
    {
        List<NamedInput> inputs;
        lock (_lock)
        {
            inputs =
            [
                .. _definitions.Values.Select(definition => new NamedInput(definition)),
                .. Published.List().Concat(Published.Elsewhere.List())
                    .DistinctBy(publication => publication.Name, StringComparer.OrdinalIgnoreCase)
                    .Where(publication => !_definitions.ContainsKey(publication.Name))
                    .Select(Describe),
            ];
        }

        return [.. inputs.OrderBy(input => input.Name, StringComparer.OrdinalIgnoreCase).Select(ToModel)]; // a disk may be slow
    }

    /// <summary>The input of a name, or null.</summary>
    public NamedInput? Find(string name)
    {
        lock (_lock)
        {
            return FindLocked(name);
        }
    }

    /// <summary>Whether the user named an input so; no publisher may have the name then.</summary>
    public bool IsNamed(string name)
    {
        lock (_lock)
        {
            return _definitions.ContainsKey(name);
        }
    }

    /// <summary>Opens an input, or a reader of what is being published; see <see cref="SourceFactory.TryOpen"/>.</summary>
    public IMediaReader? TryOpen(NamedInput input, TimeProvider time, CancellationToken stop) => input.IsPublished
        ? FindPublication(input.Name)?.TryOpen()
        : SourceFactory.TryOpen(input.Definition, time, stop);

    /// <summary>Forgets a name; streams that read the input go on.</summary>
    public bool Remove(string name)
    {
        lock (_lock)
        {
            return _definitions.Remove(name);
        }
    }

    private void Tell(IPublication publication, bool isThere)
    {
        if (_events.IsHeard)
        {
            _events.Raise(new MssEvent
            {
                Kind = isThere ? MssEventKind.PublisherConnected : MssEventKind.PublisherGone,
                StreamName = publication.Name,
                Message = $"'{publication.Name}' is published {(isThere ? "" : "no more ")}by {publication.Source}.",
            });
        }
    }

    private static NamedInput Describe(IPublication publication) =>
        new(new LocalStreamDefinition { Name = publication.Name, Source = publication.Source }, IsPublished: true);

    // The address of a publisher was cleaned when it came.
    private static LocalStream ToModel(NamedInput input) => new()
    {
        Name = input.Name,
        Source = input.IsPublished ? input.Source : Shown(input.Source),
        Loop = input.Definition.Loop,
        Follow = input.Definition.Follow,
        IsAvailable = input.IsPublished || IsAddress(input.Source) || File.Exists(input.Source),
        IsPublished = input.IsPublished,
    };

    private LocalStreamDefinition Unmasked(LocalStreamDefinition definition) =>
        SourceSecrets.IsMasked(definition.Source)
        && Find(definition.Name) is { IsPublished: false } known
        && Shown(known.Source) == definition.Source
            ? definition with { Source = known.Source }
            : definition;

    private NamedInput? FindLocked(string name) =>
        _definitions.GetValueOrDefault(name) is { } definition ? new NamedInput(definition)
        : FindPublication(name) is { } publication ? Describe(publication)
        : null;

    // One that is here and whose encoder has gone yields to the one that the encoder went to.
    private IPublication? FindPublication(string name) =>
        Published.Find(name) is not { } here ? Published.Elsewhere.Find(name)
        : Published.IsSending(here) ? here
        : Published.Elsewhere.Find(name) ?? here;
}
