using MssTools.Core.Inputs.Rtmp;

namespace MssTools.Bench.Hostile.Attacks;

/// <summary>Asks for answers without end and reads none of them.</summary>
internal sealed class ReleaseStreams(Target target) : RtmpAttack(target)
{
    private const int Batch = 200;

    /// <inheritdoc/>
    public override string Name => "floods of releaseStream, answers not read";

    /// <inheritdoc/>
    public override async Task RunAsync(AttackSocket socket, Random random)
    {
        socket.ReceiveLittle();
        await ShakeHandsAsync(socket);
        var writer = new ChunkWriter();
        WriteConnect(writer);
        while (true)
        {
            for (int i = 0; i < Batch; i++)
            {
                WriteCommand(writer, 0, "releaseStream", Target.GroupOf(1));
            }

            await socket.SendAsync(writer.Written);
            Tally.AddRequests(Batch);
            writer.Clear();
        }
    }
}
