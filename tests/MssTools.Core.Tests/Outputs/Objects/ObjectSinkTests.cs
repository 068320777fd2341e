using System.Text;
using MssTools.Core.Objects;
using MssTools.Core.Outputs.Objects;
using MssTools.Core.Tests.Objects;
using Xunit;

namespace MssTools.Core.Tests.Outputs.Objects;

/// <summary>One or two writers of a group in a store that fails, loses answers and is late.</summary>
public sealed class ObjectSinkTests : IDisposable
{
    private const string Path = "a/video/1000000/0.fmp4";
    private const string Key = "web/group/" + Path;
    private const string ManifestKey = "web/group/manifest.ismc";

    private static readonly DateTimeOffset s_now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly MemoryStore _store = new();
    private readonly SteppedTime _time = new(s_now);
    private readonly CancellationTokenSource _end = new();
    private readonly PatientCalls _calls;

    public ObjectSinkTests() => _calls = new PatientCalls(_time, _end.Token);

    [Fact]
    public void Store_Fragment_IsOneCreateOnlyPutWithTheHeadersOfTheServer()
    {
        ObjectSink sink = Open();
        int before = _store.Requests.Count;

        Assert.False(sink.Store(TestGroup.Packaged(Path)));

        Assert.Equal([new ObjectRequest(ObjectAct.Put, Key, PutCondition.New)], _store.Requests.Skip(before));
        ObjectShelf.Shelved stored = _store.Shelf.Find(Key)!;
        Assert.Equal([1, 2, 3, 4], stored.Bytes);
        Assert.Equal(("video/mp4", "public, max-age=31536000, immutable"), (stored.ContentType, stored.CacheControl));
    }

    [Theory]
    [InlineData(ObjectFault.DoThenFail)]
    [InlineData(ObjectFault.DoThenVanish)]
    public void Store_TheAnswerIsLost_WhatIsThereIsTaken(object fault)
    {
        ObjectSink sink = Open();
        Once((ObjectFault)fault);

        sink.Store(TestGroup.Packaged(Path));

        Assert.Equal([PutCondition.New, PutCondition.New], Puts(Key));
        Assert.Null(_calls.Trouble);
    }

    // What an older run left under the name, or a writer that is not one any more.
    [Fact]
    public void Store_AnotherFragmentHasTheName_IsReplacedByTheWriterOfTheGroup()
    {
        _store.Shelf.Put(Key, new ObjectContent(new byte[] { 9 }, "", ""), PutCondition.None);

        Open().Store(TestGroup.Packaged(Path));

        Assert.Equal([1, 2, 3, 4], _store.Shelf.Find(Key)!.Bytes);
    }

    [Fact]
    public void Store_ByAWriterThatWasReplaced_ChangesNothingAndSaysWho()
    {
        ObjectSink old = Open();
        Open().Store(TestGroup.Packaged(Path, [7]));

        Assert.Equal(MssError.Fenced, Assert.Throws<MssException>(() => old.Store(TestGroup.Packaged(Path, [8]))).Code);
        old.Store(TestGroup.Packaged(Path, [7])); // the same bytes are done already

        Assert.Equal([7], _store.Shelf.Find(Key)!.Bytes);
    }

    [Fact]
    public void Store_AwayForHalfAMinute_IsTriedAgainWithGrowingPauses()
    {
        ObjectSink sink = Open();
        _store.Fault = _ => _time.GetUtcNow() - s_now < TimeSpan.FromSeconds(30) ? ObjectFault.Fail : ObjectFault.None;

        sink.Store(TestGroup.Packaged(Path));

        Assert.Equal([0.5, 1, 2, 4, 8, 8, 8], _time.Waits.Select(w => w.TotalSeconds));
        Assert.NotNull(_store.Shelf.Find(Key));
    }

    [Theory]
    [InlineData(ObjectFault.Fail)]
    [InlineData(ObjectFault.Deny)]
    [InlineData(ObjectFault.Stall)]
    public void Store_AwayForLonger_FailsAsADiskDoes(object fault)
    {
        ObjectSink sink = Open();
        _store.Fault = _ => (ObjectFault)fault;

        MssException failure = Assert.Throws<MssException>(() => sink.Store(TestGroup.Packaged(Path)));

        Assert.Equal(MssError.SinkFailed, failure.Code);
        Assert.InRange(_time.GetUtcNow() - s_now, PatientCalls.Patience - TimeSpan.FromSeconds(8), PatientCalls.Patience);
        Assert.NotNull(_calls.Trouble);
    }

    [Fact]
    public void Store_TheGroupEndsMeanwhile_IsNotTriedAgain()
    {
        ObjectSink sink = Open();
        _store.Fault = _ =>
        {
            _end.Cancel();
            return ObjectFault.Fail;
        };

        Assert.Equal(MssError.SinkFailed, Assert.Throws<MssException>(() => sink.Store(TestGroup.Packaged(Path))).Code);
        Assert.Single(Puts(Key));
    }

    [Fact]
    public void StoreManifest_EachTime_SwapsTheOneItKnows()
    {
        ObjectSink sink = Open();

        sink.StoreManifest("manifest.ismc", Live("1"));
        sink.StoreManifest("manifest.ismc", Live("2"));
        sink.StoreManifest("manifest.ismc", Encoding.UTF8.GetBytes("<S>3</S>"));

        Assert.Equal([true, false, false], Puts(ManifestKey).Select(put => put.IsNew));
        Assert.Equal([true, false, false], Puts(ManifestKey).Select(put => put.Tag is null));
        ObjectShelf.Shelved stored = _store.Shelf.Find(ManifestKey)!;
        Assert.Equal("<!--Writer epoch 1-->\n<S>3</S>", Encoding.UTF8.GetString(stored.Bytes));
        Assert.Equal(("application/vnd.ms-sstr+xml", "public, max-age=60"), (stored.ContentType, stored.CacheControl));
    }

    [Fact]
    public void StoreManifest_OfALiveGroup_MayBeKeptForHalfAFragment()
    {
        Open().StoreManifest("manifest.ismc", Live("1"));

        Assert.Equal("public, max-age=1", _store.Shelf.Find(ManifestKey)!.CacheControl);
    }

    [Theory]
    [InlineData(ObjectFault.DoThenFail)]
    [InlineData(ObjectFault.Refuse)]
    public void StoreManifest_TheAnswerIsLostOrWrong_WhatIsThereIsLookedAt(object fault)
    {
        ObjectSink sink = Open();
        sink.StoreManifest("manifest.ismc", Live("1"));
        Once((ObjectFault)fault);

        sink.StoreManifest("manifest.ismc", Live("2"));
        sink.StoreManifest("manifest.ismc", Live("3"));

        Assert.EndsWith("IsLive=\"TRUE\">3</S>", Encoding.UTF8.GetString(_store.Shelf.Find(ManifestKey)!.Bytes), StringComparison.Ordinal);
    }

    // The writer before had sent it, and it arrives when the next one has taken the group and knows no manifest yet.
    [Fact]
    public void StoreManifest_AnEarlierWritersOneArrivesLate_IsReplaced()
    {
        ObjectSink old = Open();
        ObjectSink sink = Open();
        old.StoreManifest("manifest.ismc", Live("old"));

        sink.StoreManifest("manifest.ismc", Live("new"));

        Assert.Contains("epoch 2", Encoding.UTF8.GetString(_store.Shelf.Find(ManifestKey)!.Bytes), StringComparison.Ordinal);
        Assert.Equal(MssError.Fenced, Assert.Throws<MssException>(() => old.StoreManifest("manifest.ismc", Live("older"))).Code);
        Assert.Contains(">new<", Encoding.UTF8.GetString(_store.Shelf.Find(ManifestKey)!.Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void StoreManifest_RefusedAllTheTime_Ends()
    {
        ObjectSink sink = Open();
        _store.Fault = static _ => ObjectFault.Refuse;

        MssException failure = Assert.Throws<MssException>(() => sink.StoreManifest("manifest.ismc", Live("1")));

        Assert.Equal(MssError.SinkFailed, failure.Code);
        Assert.Contains("changed by somebody else all the time", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Delete_StoreDoesNotLetIt_IsLeftToTheBucketsRules()
    {
        ObjectSink sink = Open();
        _store.Fault = static request => request.Act == ObjectAct.Delete ? ObjectFault.Deny : ObjectFault.None;

        sink.Delete("a");
        sink.Delete("b");

        Assert.True(sink.LeavesDeletion);
        Assert.Equal(1, _store.Count(ObjectAct.Delete));
    }

    [Theory]
    [InlineData(ObjectFault.Fail)]
    [InlineData(ObjectFault.Stall)]
    public void Delete_StoreIsAway_IsToldAndTriedByTheNextOne(object fault)
    {
        ObjectSink sink = Open();
        Once((ObjectFault)fault);

        Assert.Equal(MssError.SinkFailed, Assert.Throws<MssException>(() => sink.Delete("a")).Code);
        sink.Delete("a");
        Assert.False(sink.LeavesDeletion);
    }

    [Fact]
    public void Store_WhatWasHeldBack_TakesTheCopyAway()
    {
        _store.Shelf.Put("web/group/a/video/1000000/.0.fmp4.held", new ObjectContent(new byte[] { 1 }, "", ""), PutCondition.None);
        ObjectSink sink = Open(Path);
        Once(ObjectFault.None);

        sink.Store(TestGroup.Packaged(Path));

        Assert.Equal(["web/group/.manifest.ismc.epoch", Key], _store.Shelf.Keys);
    }

    public void Dispose()
    {
        _end.Dispose();
        _store.Dispose();
    }

    private ObjectSink Open(params string[] held)
    {
        var folder = new ObjectFolder(_store, "web/group");
        return new ObjectSink(folder, ObjectFence.Take(folder, "manifest.ismc", _calls, s_now), TimeSpan.FromSeconds(2), _calls, held);
    }

    private IEnumerable<PutCondition> Puts(string key) => _store.Requests.Where(r => r.Act == ObjectAct.Put && r.Key == key).Select(r => r.Condition);

    private void Once(ObjectFault fault)
    {
        int left = 1;
        _store.Fault = _ => left-- > 0 ? fault : ObjectFault.None;
    }

    private static byte[] Live(string text) => Encoding.UTF8.GetBytes($"<S IsLive=\"TRUE\">{text}</S>");
}
