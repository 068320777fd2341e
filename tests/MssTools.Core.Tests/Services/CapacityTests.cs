using CsCheck;
using MssTools.Core.Services.Capacity;
using Xunit;

namespace MssTools.Core.Tests.Services;

/// <summary>How many channels a machine takes, found by having them run.</summary>
public sealed class CapacityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // A machine on which a channel costs so much, and which breaks for another reason at so many.
    [Fact]
    public void Search_FindsWhatFitsToATenth_InFewSteps() =>
        Gen.Select(Gen.Double[0.02, 30], Gen.Int[1, 2000], Gen.Int[1, 1000], Gen.Int[4, 64]).Sample((cost, breaksAt, most, first) =>
        {
            const double Idle = 2;
            var search = new CapacitySearch(most, first, cpuLimit: 70);
            int steps = 0;
            while (search.Next is { } next)
            {
                Assert.InRange(next, 1, most);
                Assert.True(next > search.Enough);
                CapacityLimit? limit = Idle + (cost * next) > 70 ? CapacityLimit.Processor : next > breaksAt ? CapacityLimit.Store : null;
                search.Note(new MssCapacityStep { Channels = next, CpuPercent = Idle + (cost * next), Limit = limit }, Idle);
                Assert.True(++steps <= 12, $"{steps} steps");
            }

            int fits = Math.Min(most, Math.Min(breaksAt, (int)((70 - Idle) / cost)));
            Assert.InRange(search.Enough, fits - Math.Max(1, fits / 10), fits);
            Assert.Equal(search.Enough == most, search.Limit == CapacityLimit.NotReached);
        });

    [Fact]
    public void Measure_ChannelsRun_AndNothingOfThemIsLeft()
    {
        List<int> seconds = [];
        var engine = new MssEngine(TimeProvider.System);
        MssCapacity measured = engine.MeasureCapacity(
            new CapacityDefinition { TargetFolder = _folder.Path, BitrateKbps = 300, MaxChannels = 2, HeadroomPercent = 0, TimeLimit = TimeSpan.FromSeconds(40) },
            (done, _) => seconds.Add(done),
            CancellationToken.None);

        MssCapacityStep step = Assert.Single(measured.Steps);
        Assert.Equal(2, step.Channels);
        Assert.InRange(measured.BytesPerSecondPerChannel, 20_000, 200_000);
        Assert.InRange(measured.RequestsPerSecondPerChannel, 1, 6);
        Assert.True(measured.BacklogSpeed > 2, $"{measured.BacklogSpeed}");
        Assert.True(measured.BacklogBytesPerSecond > 0);
        Assert.True(seconds.Count > 5 && seconds.SequenceEqual(seconds.Order()));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
        Assert.Empty(engine.GetStreams());
    }

    [Fact]
    public void Measure_Cancelled_LeavesNothing()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(8));

        Assert.Throws<OperationCanceledException>(() => new MssEngine(TimeProvider.System).MeasureCapacity(
            new CapacityDefinition { TargetFolder = _folder.Path, BitrateKbps = 300, MaxChannels = 4 }, static (_, _) => { }, stop.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData(50, 1, 30, 60)]
    [InlineData(2500, 0, 30, 60)]
    [InlineData(2500, 1, 95, 60)]
    [InlineData(2500, 1, 30, 10)]
    public void Measure_WhatCannotBe_IsRefused(int kilobits, int channels, int headroom, int seconds)
    {
        var definition = new CapacityDefinition { BitrateKbps = kilobits, MaxChannels = channels, HeadroomPercent = headroom, TimeLimit = TimeSpan.FromSeconds(seconds) };

        Assert.Equal(MssError.InvalidSetting, Assert.Throws<MssException>(definition.Validate).Code);
    }
}
