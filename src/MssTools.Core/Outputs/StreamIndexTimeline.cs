using MssTools.Core.Manifests;
using MssTools.Core.Media;

namespace MssTools.Core.Outputs;

/// <summary>
/// The fragments of one StreamIndex: a time is listed when every rendition that shares the index has stored it, so a
/// player that switches finds what the manifest offers.
/// </summary>
/// <param name="content">What it lists.</param>
/// <param name="name">Name of the StreamIndex.</param>
/// <param name="fragmentLength">
/// Wanted fragment length of a live group in 100 ns ticks; null for a recording, whose renditions need not keep pace.
/// </param>
internal sealed class StreamIndexTimeline(Content content, string name, long? fragmentLength = null)
{
    /// <summary>
    /// Renditions of one length rarely end in the same frame. A tail up to this long that only some of them have is
    /// not listed; a longer one shows that a rendition ended early.
    /// </summary>
    private const long LongestUnlistedTail = Timescale.Ticks;

    /// <summary>How far a live rendition may lag behind the others: its server may be that much slower.</summary>
    private const long LongestLag = 10 * Timescale.Ticks;

    /// <summary>Renditions whose next fragments start further from the last row were away.</summary>
    private const long LongestRounding = Timescale.Ticks / 10;

    private static readonly Comparer<FragmentTime> s_byTime =
        Comparer<FragmentTime>.Create(static (a, b) => a.Time.CompareTo(b.Time));

    private readonly List<Member> _members = [];
    private readonly List<FragmentTime> _rows = [];
    private readonly List<long> _changes = [];
    private long? _end;
    private bool _isNew;

    /// <summary>What it lists.</summary>
    public Content Content => content;

    /// <summary>Name of the StreamIndex.</summary>
    public string Name => name;

    /// <summary>The renditions that share the index, the leader first.</summary>
    public IReadOnlyList<RenditionTrack> Tracks => [.. _members.Select(m => m.Track)];

    /// <summary>The times that all renditions have stored and that have not expired, oldest first.</summary>
    public IReadOnlyList<FragmentTime> Rows => _rows;

    /// <summary>
    /// The latest row from which on some rendition has another decoder configuration or bit rate than before, in 100 ns ticks;
    /// <see cref="long.MinValue"/>: none. A rendition that was split off takes its changes with it.
    /// </summary>
    public long LatestChange { get; private set; } = long.MinValue;

    /// <summary>What some renditions have stored and others have not.</summary>
    public IEnumerable<(long Bitrate, FragmentTime Time)> Unlisted =>
        _members.SelectMany(m => m.Pending.Where(p => !p.IsLost).Select(p => (m.LevelAt(p.Time.Time).Bitrate, p.Time)));

    /// <summary>Adds a rendition, which must not have stored anything yet.</summary>
    public void Add(RenditionTrack track) => _members.Add(new Member(track));

    /// <summary>Adds a rendition to an index that lists nothing so far: those that join late begin together.</summary>
    public void Join(RenditionTrack track)
    {
        Add(track);
        _isNew = true;
    }

    /// <summary>Puts the fragments of an earlier run in front.</summary>
    public void Restore(IEnumerable<FragmentTime> rows) => _rows.InsertRange(0, rows);

    /// <summary>Where in the rows those from one time on and before another are, found without walking over them.</summary>
    /// <param name="unlisted">How many of the oldest rows are kept for late viewers, but not listed.</param>
    /// <param name="from">The earliest time, in 100 ns ticks.</param>
    /// <param name="to">The first time behind the last one.</param>
    public (int First, int Count) Between(int unlisted, long from, long to)
    {
        int first = Math.Max(unlisted, FirstAtOrAfter(from));
        return (first, Math.Max(0, FirstAtOrAfter(to) - first));
    }

    /// <summary>A copy of some rows.</summary>
    public List<FragmentTime> Copy((int First, int Count) rows) => _rows.GetRange(rows.First, rows.Count);

    /// <summary>True if the rendition shares this index.</summary>
    public bool Has(int rendition) => _members.Exists(m => m.Track.Rendition == rendition);

    /// <summary>Notes a stored fragment, or one that could not be stored.</summary>
    /// <param name="rendition">Whose it is.</param>
    /// <param name="time">When it plays.</param>
    /// <param name="track">The track as it is configured from there on; null where the fragment is lost.</param>
    /// <param name="bitrate">The bit rate that names it.</param>
    public void Store(int rendition, FragmentTime time, Track? track, long bitrate)
    {
        Member member = MemberOf(rendition);
        member.IsAway = false;
        bool changes = track is not null && member.Configure(track, bitrate, time.Time);
        member.Pending.Enqueue(new PendingRow(time, IsLost: track is null, changes));
    }

    /// <summary>The renditions as they were configured at a time, the leader first.</summary>
    public IEnumerable<QualityLevel> QualityLevelsAt(long time) =>
        _members.Select(m => m.LevelAt(time));

    /// <summary>The changes of a decoder configuration or bit rate that were listed since this was asked before, oldest first.</summary>
    public IReadOnlyList<long> TakeChanges()
    {
        List<long> taken = [.. _changes];
        _changes.Clear();
        return taken;
    }

    /// <summary>Notes that a rendition's input is away; the others do not wait for it.</summary>
    public void Leave(int rendition) => MemberOf(rendition).IsAway = true;

    /// <summary>Notes that a rendition delivers what it still holds, and then no more: it is waited for again.</summary>
    public void Finish(int rendition) => MemberOf(rendition).IsAway = false;

    /// <summary>Notes that a rendition delivers no more.</summary>
    public void End(int rendition) => MemberOf(rendition).Ended = true;

    /// <summary>
    /// Lists what all renditions have. Stops at the first rendition that stored another time than the leader, or that
    /// has none while the others go on; the caller splits it off and calls again.
    /// </summary>
    public Misalignment? Advance()
    {
        while (_members.Count > 0 && _members.TrueForAll(m => m.Pending.Count > 0))
        {
            FragmentTime leader = _members[0].Next;
            if (_members.TrueForAll(m => m.Next.Time == leader.Time))
            {
                Member longest = _members.MaxBy(m => m.Next.Duration)!;
                if (CutShort(longest) is { } cut && !longest.Stops)
                {
                    // Its input was lost within the fragment. Whether the others' were, too, the next one shows.
                    return longest.GoesOn
                        ? new Misalignment(cut.Track.Rendition, longest.Track.Rendition, content, null, null)
                        : Straggler();
                }

                Take();
                _isNew = false;
            }
            else if (_members.TrueForAll(HasGap) || _isNew)
            {
                // All were away, or all are new. They go on together from where the last one came.
                _isNew = false;
                long together = _members.Max(m => m.Next.Time);
                _members.ForEach(m => m.SkipTo(together));
            }
            else
            {
                Member stray = _members.Find(HasGap) ?? _members.Find(m => m.Next.Time != leader.Time)!;
                Member other = _members.Find(m => m.Next.Time != stray.Next.Time)!;
                return new Misalignment(
                    stray.Track.Rendition, other.Track.Rendition, content, other.Next.Time, stray.Next.Time);
            }
        }

        return Straggler();
    }

    /// <summary>
    /// True if all that another index of the same content has listed is what this one has: its renditions can come back.
    /// </summary>
    public bool Matches(StreamIndexTimeline own) =>
        _rows.Count > 0
        && own.LatestChange <= _rows[0].Time
        && own._members.TrueForAll(m => m is { Ended: false, IsAway: false, Pending.Count: 0 })
        && _members.TrueForAll(m => m.Pending.Count == 0)
        && _rows.SequenceEqual(own._rows);

    /// <summary>Takes back the renditions of an index that <see cref="Matches"/>.</summary>
    public void TakeBack(StreamIndexTimeline own)
    {
        _members.AddRange(own._members);
        _members.Sort(static (a, b) => a.Track.Rendition.CompareTo(b.Track.Rendition));
    }

    /// <summary>
    /// Takes a rendition out, to list it on its own: it keeps the times listed so far and what it has stored beyond.
    /// </summary>
    public StreamIndexTimeline Split(int rendition, string ownName)
    {
        Member member = MemberOf(rendition);
        _members.Remove(member);
        var own = new StreamIndexTimeline(content, ownName, fragmentLength);
        own._rows.AddRange(_rows);
        own._end = _end;
        own.LatestChange = LatestChange;
        own._members.Add(member);
        own.FitLastRow();
        FitLastRow();
        return own;
    }

    /// <summary>Forgets the rows before a time, since a rendition has them no longer; what it has stored beyond, too.</summary>
    public IReadOnlyList<FragmentTime> Forget(int rendition, long before)
    {
        MemberOf(rendition).Lose(before);
        return RemoveOldest(FirstAtOrAfter(before));
    }

    /// <summary>Forgets the oldest rows.</summary>
    public IReadOnlyList<FragmentTime> RemoveOldest(int count)
    {
        if (count > 0)
        {
            _members.ForEach(m => m.ForgetLevelsBefore(_rows[0].Time)); // those of the removed rows go with the next ones
        }

        IReadOnlyList<FragmentTime> removed = _rows.GetRange(0, count);
        _rows.RemoveRange(0, count);
        return removed;
    }

    // The last fragments of two renditions may differ in length by a frame; the longest tells the player where to go on.
    // A fragment that one of them lost is offered of none: a player may be about to switch.
    private void Take()
    {
        List<PendingRow> rows = [.. _members.Select(m => m.Take())];
        if (!rows.Exists(r => r.IsLost))
        {
            if (_members.Exists(m => m.IsChanged))
            {
                LatestChange = rows[0].Time.Time;
                _changes.Add(LatestChange);
                _members.ForEach(m => m.IsChanged = false);
            }

            _rows.Add(rows[0].Time with { Duration = rows.Max(r => r.Time.Duration) });
        }

        _end = rows.Max(r => r.Time.End);
    }

    // Who left may have had the longest last fragment.
    private void FitLastRow()
    {
        if (_rows.Count > 0 && _members.TrueForAll(m => m.Last.Time == _rows[^1].Time))
        {
            _rows[^1] = _rows[^1] with { Duration = _members.Max(m => m.Last.Duration) };
        }
    }

    private int FirstAtOrAfter(long time)
    {
        int index = _rows.BinarySearch(new FragmentTime(time, 0), s_byTime);
        return index < 0 ? ~index : index;
    }

    private Member? CutShort(Member longest) => fragmentLength is null
        ? null
        : _members.Find(m => longest.Next.Duration - m.Next.Duration > LongestRounding);

    private bool HasGap(Member member) => _end is { } end && member.Next.Time > end + LongestRounding;

    private Misalignment? Straggler()
    {
        Member? furthest = _members.MaxBy(m => m.PendingLength);
        return furthest is not null && _members.Find(m => m.Pending.Count == 0 && furthest.PendingLength > PatienceWith(m)) is { } late
            ? new Misalignment(late.Track.Rendition, furthest.Track.Rendition, content, null, null)
            : null;
    }

    private long PatienceWith(Member member) => (member, fragmentLength) switch
    {
        ({ Ended: true }, _) => LongestUnlistedTail,
        ({ IsAway: true }, { } length) => length * 3 / 2, // two fragments
        (_, { } length) => length + LongestLag,
        _ => long.MaxValue,
    };

    private Member MemberOf(int rendition) => _members.Find(m => m.Track.Rendition == rendition)!;

    /// <summary>A fragment that waits for those of the other renditions.</summary>
    private readonly record struct PendingRow(FragmentTime Time, bool IsLost, bool Changes);

    private sealed class Member(RenditionTrack track)
    {
        private readonly List<(long From, QualityLevel Level)> _levels = [(long.MinValue, new QualityLevel(track.Bitrate, track.Track.Config))];

        public RenditionTrack Track { get; } = track;

        public Queue<PendingRow> Pending { get; } = [];

        public FragmentTime Next => Pending.Peek().Time;

        public FragmentTime Last { get; private set; } = new(long.MinValue, 0);

        /// <summary>Whether a fragment follows on the next one.</summary>
        public bool GoesOn => Pending.Count > 1 && Second <= Next.End + LongestRounding;

        /// <summary>Whether none does.</summary>
        public bool Stops => Pending.Count > 1 ? Second > Next.End + LongestRounding : IsAway || Ended;

        public long PendingLength => Pending.Sum(p => p.Time.Duration);

        public bool Ended { get; set; }

        public bool IsAway { get; set; }

        /// <summary>True from a fragment with another configuration on until a row is listed, which may be a later one.</summary>
        public bool IsChanged { get; set; }

        private long Second => Pending.ElementAt(1).Time.Time;

        public bool Configure(Track source, long bitrate, long time)
        {
            QualityLevel last = _levels[^1].Level;
            if (last.Bitrate == bitrate && last.Config.IsSameAs(source.Config))
            {
                return false;
            }

            _levels.Add((time, new QualityLevel(bitrate, source.Config)));
            return true;
        }

        public QualityLevel LevelAt(long time) => _levels.FindLast(l => l.From <= time).Level;

        public void ForgetLevelsBefore(long time)
        {
            while (_levels.Count > 1 && _levels[1].From <= time)
            {
                _levels.RemoveAt(0);
            }
        }

        public PendingRow Take()
        {
            PendingRow row = Pending.Dequeue();
            Last = row.Time;
            IsChanged |= row.Changes;
            return row;
        }

        public void Lose(long before)
        {
            for (int i = Pending.Count; i > 0; i--)
            {
                PendingRow row = Pending.Dequeue();
                Pending.Enqueue(row with { IsLost = row.IsLost || row.Time.Time < before });
            }
        }

        public void SkipTo(long time)
        {
            while (Pending.Count > 0 && Next.Time < time)
            {
                IsChanged |= Pending.Dequeue().Changes;
            }
        }
    }
}
