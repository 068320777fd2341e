namespace MssTools.Bench.Disturbed;

/// <summary>
/// A client that reads one group while it is written and disturbed: what is listed must be there and whole, and times must
/// not go backwards. It also adds up what is missing between the pictures.
/// </summary>
/// <param name="folder">The group's folder.</param>
/// <param name="complain">Told what is wrong.</param>
/// <param name="note">Told when the manifest lists other quality levels than before.</param>
internal sealed class GroupChecker(string folder, Action<string> complain, Action<string> note)
{
    /// <summary>What may still be stored or listed of the time before a folder was deleted.</summary>
    private const int AfterDeletionMs = 10_000;

    /// <summary>How long after a full disk what was announced before may be missed.</summary>
    private const int AfterFullMs = 30_000;

    private readonly Dictionary<string, long> _ends = [];
    private readonly Dictionary<string, HashSet<(long, string)>> _known = [];
    private readonly Announcements _announcements = new(complain);
    private string _shape = "";
    private long? _begin;
    private long _mayBreakMs;
    private long _deletedUntil;
    private long _forgivesMs;

    /// <summary>Rows of pictures that were listed so far.</summary>
    public long Pictures { get; private set; }

    /// <summary>Media time of the pictures that were listed.</summary>
    public TimeSpan Published { get; private set; }

    /// <summary>Time between the first and the last of them that has none.</summary>
    public TimeSpan Missing => TimeSpan.FromTicks(_ends.GetValueOrDefault("video") - (_begin ?? 0)) - Published;

    /// <summary>Listed fragments that went with a deleted folder.</summary>
    public int Deleted { get; private set; }

    /// <summary>The folder is going to be deleted: what is listed so far may be missing from now on.</summary>
    public void Forgive()
    {
        _forgivesMs = Environment.TickCount64 + AfterDeletionMs;
        _deletedUntil = _ends.Values.Append(_deletedUntil).Max();
    }

    /// <summary>Fragments cannot be stored for a time, so announced ones may not come.</summary>
    public void Excuse(TimeSpan length) =>
        _mayBreakMs = Environment.TickCount64 + (long)length.TotalMilliseconds + AfterFullMs;

    /// <summary>Reads the manifest, and every fragment that is new in it.</summary>
    public void Look()
    {
        if (Load("manifest.ismc") is not { } group)
        {
            return;
        }

        string shape = string.Join(", ", group.Indexes.Select(i => $"{i.Name} {string.Join('+', i.Bitrates)}"));
        if (shape != _shape)
        {
            note($"lists {shape}");
            _shape = shape;
        }

        foreach (ListedIndex index in group.Indexes)
        {
            CheckOrder("manifest.ismc", index);
            HashSet<(long, string)> known = Known(index);
            long end = _ends.GetValueOrDefault(index.Name);
            foreach ((long time, long duration) in index.Rows)
            {
                bool isNew = false;
                foreach (string bitrate in index.Bitrates.Where(b => known.Add((time, b))))
                {
                    isNew = true;
                    FragmentFile? fragment = CheckFragment("manifest.ismc", index, bitrate, time, duration);
                    CheckPromises(index, bitrate, fragment);
                }

                if (isNew && time >= end)
                {
                    end = time + duration;
                    Count(index, time, duration);
                }
                else if (isNew && time + duration > end)
                {
                    complain($"{index.Name}: {time} is listed behind a fragment that ended at {end}");
                }
            }

            _ends[index.Name] = end;
        }
    }

    /// <summary>Reads everything that any manifest of the group lists, when nobody writes any more.</summary>
    public void LookAtAll()
    {
        Look();
        if (!Directory.Exists(folder))
        {
            complain("the group has no folder at the end");
            return;
        }

        foreach (string path in Directory.EnumerateFiles(folder, "manifest*.ismc"))
        {
            string name = Path.GetFileName(path);
            foreach (ListedIndex index in Load(name)?.Indexes ?? [])
            {
                CheckOrder(name, index);
                foreach ((long time, long duration) in index.Rows)
                {
                    foreach (string bitrate in index.Bitrates)
                    {
                        CheckFragment(name, index, bitrate, time, duration);
                    }
                }
            }
        }
    }

    private void Count(ListedIndex index, long time, long duration)
    {
        if (Environment.TickCount64 < _forgivesMs)
        {
            _deletedUntil = Math.Max(_deletedUntil, time);
        }

        if (index.Name == "video")
        {
            _begin ??= time;
            Pictures++;
            Published += TimeSpan.FromTicks(duration);
        }
    }

    private void CheckPromises(ListedIndex index, string bitrate, FragmentFile? fragment)
    {
        bool mayBreak = Environment.TickCount64 < Math.Max(_mayBreakMs, _forgivesMs);
        if (fragment is not null)
        {
            _announcements.Check(
                $"{(index.IsVideo ? "video" : "audio")} {bitrate}",
                fragment,
                time => mayBreak || File.Exists(Path.Join(folder, index.PathOf(bitrate, time))));
        }
    }

    private void CheckOrder(string manifest, ListedIndex index)
    {
        for (int i = 1; i < index.Rows.Count; i++)
        {
            (long time, long duration) = index.Rows[i - 1];
            if (index.Rows[i].Time < time + duration)
            {
                complain($"{manifest}, {index.Name}: {index.Rows[i].Time} is listed behind {time} + {duration}");
            }
        }
    }

    private FragmentFile? CheckFragment(string manifest, ListedIndex index, string bitrate, long time, long duration)
    {
        string path = index.PathOf(bitrate, time);
        try
        {
            var fragment = FragmentFile.Parse(File.ReadAllBytes(Path.Join(folder, path)), index.IsVideo);
            bool isLength = index.Bitrates.Count == 1 ? fragment.Duration == duration : fragment.Duration <= duration;
            if (fragment.Time != time || !isLength)
            {
                complain($"{manifest}: {path} is listed as {time} + {duration}, is {fragment.Time} + {fragment.Duration}");
            }

            return fragment;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            if (time <= _deletedUntil || Environment.TickCount64 < _forgivesMs)
            {
                Deleted++;
            }
            else if (IsListed(manifest, index.Name, bitrate, time))
            {
                complain($"{manifest}: {path} is listed, but not there");
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or ArgumentException)
        {
            complain($"{manifest}: {path} is not whole: {broken.Message}");
        }

        return null;
    }

    // The window may have gone on between our looks.
    private bool IsListed(string manifest, string name, string bitrate, long time) => Load(manifest)?.Indexes.Any(i =>
        i.Name == name && i.Bitrates.Contains(bitrate) && i.Rows.Any(r => r.Time == time)) == true;

    private HashSet<(long, string)> Known(ListedIndex index)
    {
        if (!_known.TryGetValue(index.Name, out HashSet<(long, string)>? known))
        {
            _known.Add(index.Name, known = []);
        }

        return known;
    }

    private ListedGroup? Load(string manifest)
    {
        try
        {
            return ListedGroup.Load(Path.Join(folder, manifest));
        }
        catch (InvalidDataException broken)
        {
            complain($"{manifest} cannot be read: {broken.Message}");
            return null;
        }
    }
}
