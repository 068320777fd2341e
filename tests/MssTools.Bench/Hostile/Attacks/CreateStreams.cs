using MssTools.Core.Inputs.Rtmp;

namespace MssTools.Bench.Hostile.Attacks;

/// <summary>Creates streams without end.</summary>
internal sealed class CreateStreams(Target target) : RtmpAttack(target)
{
    private const int Batch = 100;

    /// <inheritdoc/>
    public override string Name => "floods of createStream";

    /// <inheritdoc/>
    public override async Task RunAsync(AttackSocket socket, Random random)
    {
        await ShakeHandsAsync(socket);
        Task answers = socket.DrainAsync();
        var writer = new ChunkWriter();
        WriteConnect(writer);
        while (!answers.IsCompleted)
        {
            for (int i = 0; i < Batch; i++)
            {
                WriteCommand(writer, 0, "createStream");
            }

            await socket.SendAsync(writer.Written);
            Tally.AddRequests(Batch);
            writer.Clear();
        }

        await answers;
    }
}
