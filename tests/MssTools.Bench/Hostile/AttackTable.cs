using MssTools.Bench.Hostile.Attacks;

namespace MssTools.Bench.Hostile;

/// <summary>All attacks there are.</summary>
internal static class AttackTable
{
    /// <summary>Makes them for a target, always in the same order.</summary>
    public static IReadOnlyList<Attack> Make(Target target) =>
    [
        new InventedTimes(target),
        new LongUserAgents(target),
        new SlowHeads(target),
        new SlowReaders(target),
        new HttpGarbage(target),
        new Traversal(target),
        new MissingFiles(target),
        new HttpConnects(target),
        new WrongCredentials(target),
        new AbortedMessages(target),
        new IdleRtmp(target),
        new DrippingRtmp(target),
        new HandshakeOnly(target),
        new RtmpGarbage(target),
        new RtmpConnects(target),
        new CreateStreams(target),
        new ReleaseStreams(target),
        new WrongKeys(target),
        new TakeOvers(target),
    ];
}
