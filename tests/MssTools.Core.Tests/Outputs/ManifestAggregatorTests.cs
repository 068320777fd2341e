using System.Reactive.Subjects;
using CsCheck;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Outputs;
using MssTools.Core.Outputs.Folder;
using Xunit;
using static MssTools.Core.Tests.TestMedia;

namespace MssTools.Core.Tests.Outputs;

/// <summary>Events as text: "V0@2" is rendition 0's video fragment that starts at second 2 and lasts 2 s ("+1": 1 s), "L1" tells that rendition 1 is away, "E1" that it ended.</summary>
public class ManifestAggregatorTests
{
    private static readonly StreamDefinition s_live = TestGroup.Define("/t", "a", "b") with { IsLive = true };

    private static Track Larger { get; } = Video() with
    {
        Config = new AvcConfig(Convert.FromHexString("00000001674d401e0000000168ee3c80"), 640, 360, "H.264 Main@3"),
    };

    [Fact]
    public void Recorded_PublishesOnceWhenClosed()
    {
        using var group = new Group(s_live with { IsLive = false }, "V0 A0 V1 A1");

        group.Send("V0@0 A0@0 V1@0 A1@0 V0@2 A0@2 V1@2 A1@2 E0 E1");
        Assert.Empty(group.Manifests);
        group.Send("closed");

        Assert.Equal("VOD video[0,1]:0,2 audio[0,1]:0,2", Draw(Assert.Single(group.Manifests)));
    }

    [Fact]
    public void Live_PublishesWhenEveryTrackHasAFragmentAndThenEachChange()
    {
        using var group = new Group(s_live, "V0 A0 V1 A1");

        group.Send("V0@0 V1@0 A0@0");
        Assert.Empty(group.Manifests);
        group.Send("A1@0 V0@2 V1@2");

        Assert.Equal(
            ["live video[0,1]:0 audio[0,1]:0", "live video[0,1]:0,2 audio[0,1]:0"],
            group.Manifests.Select(Draw));
    }

    [Fact]
    public void Live_Closed_BecomesARecordingWithTheLastFragments()
    {
        using var group = new Group(s_live, "V0");

        group.Send("V0@0 V0@2 E0 closed");

        Assert.Equal("VOD video[0]:0,2", Draw(group.Manifests[^1]));
        Assert.Equal(Ms(4000), group.Manifests[^1].Duration);
    }

    [Fact]
    public void Closed_NothingStored_PublishesNothing()
    {
        using var group = new Group(s_live, "V0 A0");

        group.Send("E0 E1 closed");

        Assert.Empty(group.Manifests);
    }

    [Fact]
    public void Closed_OneTrackStayedEmpty_ListsTheOther()
    {
        using var group = new Group(s_live, "V0 A0");

        group.Send("V0@0 V0@2 E0 closed");

        Assert.Equal(["VOD video[0]:0,2"], group.Manifests.Select(Draw));
    }

    [Fact]
    public void Misaligned_GetsAStreamIndexOfItsOwnAndTheDataForAWarning()
    {
        using var group = new Group(s_live with { IsLive = false }, "V0 A0 V1 A1");

        group.Send("V0@0 V1@0 A0@0 A1@0 V0@2 V1@3 A0@2 A1@2 V0@4 V1@5 E0 E1 closed");

        Assert.Equal([new Misalignment(1, 0, Contents.Video, Ms(2000), Ms(3000))], group.Strays);
        ClientManifest manifest = Assert.Single(group.Manifests);
        Assert.Equal("VOD video[0]:0,2,4 audio[0,1]:0,2 video_2[1]:0,3,5", Draw(manifest));
        Assert.All(manifest.StreamIndexes.Where(i => i.Kind == MediaKind.Video), i => Assert.Equal("{bitrate}/video/{start time}.fmp4", i.Url));
    }

    // Who comes back with another configuration is found to have been away, and changes for itself: the healthy one keeps its
    // window and its fragment that waited.
    [Fact]
    public void ChangeOfARenditionThatWasAway_TheOtherKeepsItsWindow()
    {
        using var group = new Group(s_live with { PlaylistType = PlaylistType.Rolling, PlaylistLength = 5 }, "V0 V1");

        group.Send("V0@0 V1@0 V0@2 V1@2 L1 V0@4 W1@6 V0@6 V0@8 W1@8");

        Assert.Equal("live video[0]:0,2,4,6,8 video_2[1]:6,8", Draw(group.Manifests[^1]));
        Assert.Equal(Larger.Config, group.Manifests[^1].StreamIndexes[1].QualityLevels[0].Config);
    }

    // Sound is cut at the frame nearest to the picture's cut, which may begin before it.
    [Fact]
    public void ChangeOfThePicture_SoundThatBeginsAFrameBefore_IsOfTheSameEpoch()
    {
        using var group = new Group(s_live, "V0 A0");

        group.Send("V0@0 A0@0 V0@2 A0@2");
        group.Stored("W0", Ms(4000));
        group.Stored("A0", Ms(3990));

        Assert.Equal([Ms(4000)], group.Manifests[^1].StreamIndexes[0].Fragments.Select(f => f.Time));
        Assert.Equal([Ms(3990)], group.Manifests[^1].StreamIndexes[1].Fragments.Select(f => f.Time));

        group.Send("closed");
        ManifestPart last = group.Parts[^1];
        Assert.Equal([Ms(4000), Ms(3990)], last.Manifest.StreamIndexes.Select(i => i.Fragments[0].Time));
    }

    // The input of one is lost within a fragment: what the manifest says of it would not be what it is.
    [Fact]
    public void FragmentCutShort_OthersGoOn_IsListedOnItsOwn()
    {
        using var group = new Group(s_live, "V0 V1");

        group.Send("V0@0 V1@0 V0@2 V1@2+1");
        Assert.Equal("live video[0,1]:0", Draw(group.Manifests[^1]));
        group.Send("V0@4");

        Assert.Equal("live video[0]:0,2,4 video_2[1]:0,2", Draw(group.Manifests[^1]));
        Assert.Equal([Ms(2000), Ms(1000)], group.Manifests[^1].StreamIndexes.Select(i => i.Fragments[1].Duration));
    }

    // All are lost within a fragment, at moments of their own: they go on together.
    [Theory]
    [InlineData("V0@0 V1@0 V0@2 V1@2+1 V0@10 V1@10 V0@12")]
    [InlineData("V0@0 V1@0 V0@2 V1@2+1 L1 L0 V0@10 V1@10 V0@12")]
    public void FragmentsCutShort_AllWereAway_StayTogether(string events)
    {
        using var group = new Group(s_live, "V0 V1");

        group.Send(events);

        Assert.Equal("live video[0,1]:0,2,10", Draw(group.Manifests[^1]));
    }

    // A rendition comes back when the window holds the same fragments, not only the same times.
    [Fact]
    public void FragmentCutShort_Rolling_ComesBackWhenItHasLeftTheWindow()
    {
        using var group = new Group(
            s_live with { PlaylistType = PlaylistType.Rolling, PlaylistLength = 5, StaleRetentionCount = 0 }, "V0 V1");

        group.Send("V0@0 V1@0 V0@2 V1@2+1 V0@4 V1@4 V0@6 V1@6 V0@8 V1@8 V0@10 V1@10");
        Assert.Equal("live video[0]:2,4,6,8,10 video_2[1]:2,4,6,8,10", Draw(group.Manifests[^1]));

        group.Send("V0@12 V1@12");
        Assert.Equal("live video[0,1]:4,6,8,10,12", Draw(group.Manifests[^1]));
    }

    // Stopped together while one of them had lost its input: it delivers what it held behind what the other held.
    [Fact]
    public void StoppedWhileOneIsAway_WhatItHeldIsWaitedFor()
    {
        using var group = new Group(s_live, "V0 V1");

        group.Send("V0@0 V1@0 V0@2 V1@2 L1 F1 F0 V0@4 V0@6 V0@8 E0 V1@4 V1@6 V1@8 E1 closed");

        Assert.Empty(group.Strays);
        Assert.Equal("VOD video[0,1]:0,2,4,6,8", Draw(group.Manifests[^1]));
    }

    // All were away; the one that came back first with another configuration loses its first fragment to the others' absence,
    // but not the change.
    [Fact]
    public void ChangeInAFragmentThatIsPassedOver_BeginsAnEpochWithTheNext()
    {
        using var group = new Group(s_live, "V0 V1");

        group.Send("V0@0 V1@0 V0@2 V1@2 W0@10 V1@12 W0@12 V1@14 W0@14");

        Assert.Equal("live video[0,1]:12,14", Draw(group.Manifests[^1]));
        Assert.Equal(Larger.Config, group.Manifests[^1].StreamIndexes[0].QualityLevels[0].Config);
    }

    // A rendition that was split off and changed comes back when its change has left the window, not before.
    [Fact]
    public void ChangeOfARenditionThatIsSplitOff_ItComesBackWhenTheWindowHasNoChange()
    {
        using var group = new Group(
            s_live with { PlaylistType = PlaylistType.Rolling, PlaylistLength = 5, StaleRetentionCount = 0 }, "V0 V1");

        group.Send("V0@0 V1@0 V0@2 V1@3 V0@4 V1@4 V0@6 V1@6 V0@8 W1@8 V0@10 W1@10 V0@12 W1@12 V0@14 W1@14");
        Assert.Equal("live video[0]:6,8,10,12,14 video_2[1]:8,10,12,14", Draw(group.Manifests[^1]));

        group.Send("V0@16 W1@16 V0@18 W1@18 V0@20 W1@20 V0@22 W1@22");
        Assert.Equal("live video[0,1]:14,16,18,20,22", Draw(group.Manifests[^1]));
    }

    // Somebody deleted the group's folder: what it listed is answered with 404.
    [Fact]
    public void FolderTakenAway_ListsWhatIsThereAndCountsWhatIsNot()
    {
        using var group = new Group(s_live, "V0 A0 V1");

        group.Send("V0@0 A0@0 V1@0 V0@2 A0@2 V1@2 V0@4! A0@4! V1@4! V0@6 A0@6 V1@6 closed");

        Assert.Equal("VOD video[0,1]:4,6 audio[0]:4,6", Draw(group.Manifests[^1]));
        Assert.Equal([new GoneFragments(0, Contents.Video, 2), new GoneFragments(0, Contents.Audio, 2)], group.Gone);
        Assert.Empty(group.Expired);
    }

    // The other rendition's fragments are no longer listed either, and a rolling group deletes what it does not list.
    [Fact]
    public void FolderOfOneTakenAway_Rolling_DeletesTheOthers()
    {
        using var group = new Group(s_live with { PlaylistType = PlaylistType.Rolling, PlaylistLength = 5 }, "V0 V1");

        group.Send("V0@0 V1@0 V0@2 V1@2 V0@4 V1@4! V0@6 V1@6");

        Assert.Equal("live video[0,1]:4,6", Draw(group.Manifests[^1]));
        Assert.Equal(4, group.Expired.Count);
    }

    // A fragment that waits for the other renditions may have been taken away with the rest.
    [Fact]
    public void FolderTakenAway_FragmentThatWaits_IsLost()
    {
        using var group = new Group(s_live, "V0 V1");

        group.Send("V0@0 V1@0 V0@2 V0@4! V1@2 V1@4 V0@6 V1@6");

        Assert.Equal("live video[0,1]:4,6", Draw(group.Manifests[^1]));
    }

    [Fact]
    public void EarlyEnd_TheOthersGoOnWithoutIt()
    {
        using var group = new Group(s_live, "V0 V1");

        group.Send("V0@0 V1@0 E1 V0@2 V0@4");

        Assert.Equal([new Misalignment(1, 0, Contents.Video, null, null)], group.Strays);
        Assert.Equal("live video[0]:0,2,4 video_2[1]:0", Draw(group.Manifests[^1]));
    }

    [Fact]
    public void LateJoin_IsListedOnItsOwnFromItsFirstFragment()
    {
        using var group = new Group(s_live, "V0 A0");

        group.Send("V0@0 A0@0");
        group.Begin("V1 A1");
        group.Send("V0@2 A0@2 V1@2 A1@2");

        Assert.Equal("live video[0]:0,2 audio[0]:0,2 video_2[1]:2 audio_2[1]:2", Draw(group.Manifests[^1]));
        Assert.Empty(group.Strays);
    }

    [Fact]
    public void Rolling_ListsTheNewestAndExpiresFilesOfEveryRendition()
    {
        using var group = new Group(
            s_live with { PlaylistType = PlaylistType.Rolling, PlaylistLength = 5, StaleRetentionCount = 1 }, "V0 V1");

        group.Send(string.Join(' ', Enumerable.Range(0, 7).Select(i => $"V0@{2 * i} V1@{2 * i}")));

        Assert.Equal("live video[0,1]:4,6,8,10,12", Draw(group.Manifests[^1]));
        Assert.Equal(Ms(10_000), group.Manifests[^1].DvrWindow);
        Assert.Equal(["1000/video/0.fmp4", "1001/video/0.fmp4"], group.Expired);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Closed_OneRenditionHasAFragmentMore_ExpiresWhatNothingNames(bool isLive)
    {
        using var group = new Group(s_live with { IsLive = isLive }, "V0 V1");

        group.Send("V0@0+1 V1@0+1 V1@1+1 E1 E0");
        Assert.Empty(group.Expired);
        group.Send("closed");

        Assert.Equal("VOD video[0,1]:0", Draw(group.Manifests[^1]));
        Assert.Equal(["1001/video/10000000.fmp4"], group.Expired);
    }

    [Fact]
    public void Resumed_Rolling_ExpiresWhatTheEarlierRunLeftBehindItsWindow()
    {
        using var folder = new TemporaryFolder();
        StreamDefinition definition = TestGroup.Define(folder.Path, "a") with
        {
            IsLive = true,
            PlaylistType = PlaylistType.Rolling,
            PlaylistLength = 5,
            StaleRetentionCount = 1,
        };
        GroupLayout layout = TestGroup.LayoutOf(definition);
        string[] leftovers = ["a/audio/1000000/140000000.fmp4", "a/video/1000000/0.fmp4"];
        Array.ForEach(leftovers, path => folder.Add("group/" + path));
        folder.Add("group/a/video/1000000/40000000.fmp4");
        folder.Add("group/manifest.ismc", System.Text.Encoding.UTF8.GetString(
            ClientManifestWriter.Write(TestGroup.Single(layout, TestGroup.Times(4, 6, 8, 10, 12)))));
        using var group = new Group(definition, "V0 A0", EarlierRun.Read(definition, layout)!, bitrate: 1_000_000);

        group.Send("V0@20 A0@20");
        Assert.Empty(group.Expired); // behind the window one more is kept
        group.Send("V0@22");

        Assert.Equal([.. leftovers, "a/video/1000000/40000000.fmp4"], group.Expired.Order());
    }

    [Fact]
    public void Resumed_SameTracks_GoesOnBehindTheEarlierFragments()
    {
        using var folder = new TemporaryFolder();
        StreamDefinition definition = TestGroup.Define(folder.Path, "a") with { IsLive = true };
        GroupLayout layout = TestGroup.LayoutOf(definition);
        folder.Add("group/manifest.ismc", System.Text.Encoding.UTF8.GetString(
            ClientManifestWriter.Write(TestGroup.Single(layout, TestGroup.Times(0, 2)))));
        PublishedGroup published = EarlierRun.Read(definition, layout)!;

        using var same = new Group(definition, "V0 A0", published, bitrate: 1_000_000);
        using var other = new Group(definition, "V0 A0", published, bitrate: 2_000_000);
        same.Send("V0@10 A0@10");
        other.Send("V0@10 A0@10");

        Assert.Equal("live video[0]:0,2,10 audio[0]:0,2,10", Draw(same.Manifests[^1]));
        Assert.Equal("live video[0]:10 audio[0]:10", Draw(other.Manifests[^1]));
    }

    [Fact]
    public void Live_RenditionIsAway_TheOthersGoOnAndItIsListedOnItsOwn()
    {
        using var group = new Group(s_live, "V0 V1");

        group.Send("V0@0 V1@0 L1 V0@2 V0@4 V0@6 V1@8 V0@8");

        Assert.Equal("live video[0]:0,2,4,6,8 video_2[1]:0,8", Draw(group.Manifests[^1]));
        Assert.Equal([new Misalignment(1, 0, Contents.Video, null, null)], group.Strays);
    }

    [Fact]
    public void Rolling_RenditionThatWasAway_ComesBackWhenTheHoleHasLeftTheWindow()
    {
        using var group = new Group(
            s_live with { PlaylistType = PlaylistType.Rolling, PlaylistLength = 5, StaleRetentionCount = 0 }, "V0 V1");

        group.Send("V0@0 V1@0 L1 V0@2 V0@4 V0@6");
        group.Send(string.Join(' ', Enumerable.Range(4, 4).Select(i => $"V0@{2 * i} V1@{2 * i}")));
        Assert.Empty(group.Returned);
        group.Send("V0@16 V1@16");

        Assert.Equal([1], group.Returned);
        Assert.Equal("live video[0,1]:8,10,12,14,16", Draw(group.Manifests[^1]));
    }

    // "W" is video of another resolution.
    [Fact]
    public void Live_NewDecoderConfiguration_ListsOnlyWhatItDecodes()
    {
        using var group = new Group(s_live, "V0 A0");

        group.Send("V0@0 A0@0 V0@2 A0@2 W0@4");
        Assert.Equal("live video[0]:0,2 audio[0]:0,2", Draw(group.Manifests[^1])); // until there is sound as well
        group.Send("A0@4 W0@6");

        Assert.Equal("live video[0]:4,6 audio[0]:4", Draw(group.Manifests[^1]));
        Assert.Equal(Larger.Config, group.Manifests[^1].StreamIndexes[0].QualityLevels[0].Config);
    }

    [Fact]
    public void Recorded_NewDecoderConfiguration_KeepsEverything()
    {
        using var group = new Group(s_live with { IsLive = false }, "V0");

        group.Send("V0@0 W0@2 E0 closed");

        Assert.Equal("VOD video[0]:0,2", Draw(Assert.Single(group.Manifests)));
    }

    // A player of the first part needs the first configuration, one of the second part the second.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void NewDecoderConfiguration_EachPartHasAManifestOfItsOwnAndTheArchiveHasAll(bool isLive)
    {
        using var group = new Group(s_live with { IsLive = isLive }, "V0 A0");

        group.Send("V0@0 A0@0 V0@2 A0@2 W0@4 A0@4 W0@6 A0@6 E0 closed");

        Assert.Equal("VOD video[0]:0,2,4,6 audio[0]:0,2,4,6", Draw(group.Manifests[^1]));
        Assert.Equal(Video().Config.Description, group.Manifests[^1].StreamIndexes[0].QualityLevels[0].Config.Description);
        ManifestPart first = group.Parts.Last(p => p.Name == "manifest_0.ismc");
        Assert.Equal("VOD video[0]:0,2 audio[0]:0,2", Draw(first.Manifest));
        Assert.Equal(Video().Config.Description, first.Manifest.StreamIndexes[0].QualityLevels[0].Config.Description);
        ManifestPart second = Assert.Single(group.Parts, p => p.Name == "manifest_40000000.ismc");
        Assert.Equal("VOD video[0]:4,6 audio[0]:4,6", Draw(second.Manifest));
        Assert.Equal(Larger.Config, second.Manifest.StreamIndexes[0].QualityLevels[0].Config);
    }

    // The first part is on disk before the event ends: a crash must not lose it. Sound may lag behind the change.
    [Fact]
    public void Live_NewDecoderConfiguration_TheFirstPartIsPublishedAtOnceAndAgainWhenItGrows()
    {
        using var group = new Group(s_live, "V0 A0");

        group.Send("V0@0 A0@0 V0@2 W0@4 A0@2 A0@4");

        Assert.Equal(
            ["VOD video[0]:0,2 audio[0]:0", "VOD video[0]:0,2 audio[0]:0,2"], group.Parts.Select(p => Draw(p.Manifest)).Distinct());
        Assert.All(group.Parts, p => Assert.Equal("manifest_0.ismc", p.Name));
    }

    [Fact]
    public void Rolling_NewDecoderConfiguration_HasNoPartsBecauseTheirFragmentsGo()
    {
        using var group = new Group(s_live with { PlaylistType = PlaylistType.Rolling }, "V0 A0");

        group.Send("V0@0 A0@0 W0@2 A0@2 E0 closed");

        Assert.Empty(group.Parts);
        Assert.Equal("VOD video[0]:2 audio[0]:2", Draw(group.Manifests[^1]));
    }

    [Fact]
    public void NoChange_HasNoParts()
    {
        using var group = new Group(s_live, "V0 A0");

        group.Send("V0@0 A0@0 V0@2 A0@2 E0 closed");

        Assert.Empty(group.Parts);
    }

    [Fact]
    public void Live_TrackThatJoinsLate_BeginsAnEpochWithItsFirstFragmentAndHoldsNothingUpBefore()
    {
        using var group = new Group(s_live, "A0");

        group.Send("A0@0 A0@2");
        group.Begin("V0");
        group.Send("A0@4");
        Assert.Equal("live audio[0]:0,2,4", Draw(group.Manifests[^1]));
        group.Send("V0@5 A0@6");

        Assert.Equal("live video[0]:5 audio[0]:6", Draw(group.Manifests[^1]));
        Assert.Equal("VOD audio[0]:0,2,4", Draw(group.Parts[^1].Manifest));
        group.Send("E0 closed");
        Assert.Equal("VOD video[0]:5 audio[0]:0,2,4,6", Draw(group.Manifests[^1]));
    }

    // Three UDP renditions joined in the middle of a GOP: their pictures turn up one after the other.
    [Fact]
    public void Live_RenditionsWhoseTracksJoinLate_ShareAnIndexFromTheFirstTimeThatAllHave()
    {
        using var group = new Group(s_live, "A0 A1");

        group.Send("A0@0 A1@0");
        group.Begin("V0");
        group.Begin("V1");
        group.Send("V0@2 A0@2 A1@2 V0@4 V1@4 A0@4 A1@4 V0@6 V1@6");

        Assert.Equal("live video[0,1]:4,6 audio[0,1]:4", Draw(group.Manifests[^1]));
        Assert.Empty(group.Strays);
    }

    [Fact]
    public void Live_RenditionWhoseTrackJoinsAfterAnotherWasListed_IsListedOnItsOwn()
    {
        using var group = new Group(s_live, "A0 A1");

        group.Begin("V0");
        group.Send("V0@2 A0@2 A1@2");
        group.Begin("V1");
        group.Send("V0@4 V1@4 A0@4 A1@4");

        Assert.Equal("live video[0]:2,4 audio[0,1]:2,4 video_2[1]:4", Draw(group.Manifests[^1]));
    }

    // Whatever order the renditions deliver in: nothing is listed before every rendition of its index has stored it.
    [Fact]
    public void Live_AnyInterleaving_ListsOnlyWhatIsStored() =>
        Gen.Select(Gen.Int[0, 3].Array[1, 60], Gen.Bool).Sample((order, misaligned) =>
        {
            using var group = new Group(s_live, "V0 A0 V1 A1");
            string[] tracks = ["V0", "A0", "V1", "A1"];
            int[] next = [0, 0, 0, 0];
            var stored = new HashSet<(char Kind, int Rendition, long Time)>();
            foreach (int track in order)
            {
                long time = 2 * next[track]++ + (misaligned && track == 2 && next[track] > 3 ? 1 : 0);
                stored.Add((tracks[track][0], tracks[track][1] - '0', time));
                group.Send($"{tracks[track]}@{time}");
                foreach (StreamIndex index in group.Manifests.TakeLast(1).SelectMany(m => m.StreamIndexes))
                {
                    Assert.NotEmpty(index.Fragments);
                    Assert.All(index.Fragments.Zip(index.Fragments.Skip(1)), pair => Assert.True(pair.First.Time < pair.Second.Time));
                    foreach (FragmentTime listed in index.Fragments)
                    {
                        Assert.All(index.QualityLevels, level => Assert.Contains(
                            (index.Kind == MediaKind.Video ? 'V' : 'A', (int)(level.Bitrate - 1000), listed.Time / Timescale.Ticks), stored));
                    }
                }
            }
        });

    private static string Draw(ClientManifest manifest) => (manifest.IsLive ? "live " : "VOD ") + string.Join(
        ' ',
        manifest.StreamIndexes.Select(i =>
            $"{i.Name}[{string.Join(',', i.QualityLevels.Select(q => q.Bitrate % 1000))}]:{string.Join(',', i.Fragments.Select(f => f.Time / Timescale.Ticks))}"));

    private sealed class Group : IDisposable
    {
        private readonly Subject<GroupEvent> _events = new();
        private readonly long _bitrate;

        public Group(StreamDefinition definition, string tracks, PublishedGroup? published = null, long bitrate = 1000)
        {
            _bitrate = bitrate;
            _events.AggregateManifest(definition, TestGroup.LayoutOf(definition), published).Subscribe(update =>
            {
                Manifests.AddRange(update.Manifest is null ? [] : [update.Manifest]);
                Parts.AddRange(update.Parts);
                Expired.AddRange(update.Expired);
                Strays.AddRange(update.Strays);
                Returned.AddRange(update.Returned);
                Gone.AddRange(update.Gone);
            });
            Begin(tracks);
        }

        public List<ClientManifest> Manifests { get; } = [];

        public List<ManifestPart> Parts { get; } = [];

        public List<string> Expired { get; } = [];

        public List<Misalignment> Strays { get; } = [];

        public List<int> Returned { get; } = [];

        public List<GoneFragments> Gone { get; } = [];

        public void Begin(string tracks) => _events.OnNext(new GroupEvent.Began(
            [.. tracks.Split(' ').Select(t => new RenditionTrack(t[1] - '0', TrackOf(t), _bitrate + t[1] - '0'))]));

        public void Send(string events)
        {
            foreach (string word in events.Split(' '))
            {
                _events.OnNext(word switch
                {
                    "closed" => new GroupEvent.Closed(),
                    ['E', ..] => new GroupEvent.Ended(word[1] - '0'),
                    ['L', ..] => new GroupEvent.Away(word[1] - '0'),
                    ['F', ..] => new GroupEvent.Ending(word[1] - '0'),
                    _ => new GroupEvent.Stored(word[1] - '0', new FragmentNotice(
                        TrackOf(word), _bitrate + word[1] - '0', word, TimeOf(word[3..].TrimEnd('!').Split('+')), 9, EarlierAreGone: word[^1] == '!')),
                });
            }
        }

        public void Stored(string track, long time) => _events.OnNext(new GroupEvent.Stored(
            track[1] - '0',
            new FragmentNotice(TrackOf(track), _bitrate + track[1] - '0', track, new FragmentTime(time, Ms(2000)), 9)));

        public void Dispose() => _events.Dispose();

        private static FragmentTime TimeOf(string[] seconds) =>
            new(Ms(1000 * long.Parse(seconds[0])), Ms(seconds.Length > 1 ? 1000 * long.Parse(seconds[1]) : 2000));

        private static Track TrackOf(string word) => word[0] switch
        {
            'V' => Video(),
            'W' => Larger,
            _ => Audio(),
        };
    }
}
