using System.Text;
using MssTools.Core.Inputs.Amf;
using MssTools.Core.Inputs.Rtmp;

namespace MssTools.Bench.Hostile;

/// <summary>An attack over RTMP.</summary>
internal abstract class RtmpAttack(Target target) : Attack(target)
{
    private const int HelloLength = 1536;

    /// <inheritdoc/>
    public override int Port => Target.Rtmp;

    /// <summary>Shakes hands, with nothing but zeros.</summary>
    protected static async Task ShakeHandsAsync(AttackSocket socket)
    {
        byte[] hello = new byte[1 + HelloLength];
        hello[0] = 3;
        await socket.SendAsync(hello);
        byte[] buffer = new byte[1 + 2 * HelloLength];
        for (int left = buffer.Length; left > 0;)
        {
            left -= await socket.ReceiveAsync(buffer.AsMemory(0, left));
        }

        await socket.SendAsync(hello.AsMemory(1));
    }

    /// <summary>The connect command.</summary>
    protected static void WriteConnect(ChunkWriter writer, string application = "live", string program = "attack") =>
        writer.WriteCommand(0, new Amf0Writer().Text("connect").Number(1).Object()
            .Name("app").Text(application).Name("flashVer").Text(program).Name("tcUrl").Text("rtmp://host/live").End());

    /// <summary>A command whose only argument is null or a text behind null.</summary>
    protected static void WriteCommand(ChunkWriter writer, uint stream, string name, string? argument = null)
    {
        Amf0Writer command = new Amf0Writer().Text(name).Number(2).Null();
        writer.WriteCommand(stream, argument is null ? command : command.Text(argument));
    }

    /// <summary>Publishes under a key that must be refused, and hears what the server says until it hangs up.</summary>
    protected async Task PublishAsync(AttackSocket socket, string key, string program = "attack")
    {
        await ShakeHandsAsync(socket);
        var writer = new ChunkWriter();
        WriteConnect(writer, program: program);
        WriteCommand(writer, 0, "createStream");
        writer.WriteCommand(1, new Amf0Writer().Text("publish").Number(3).Null().Text(key).Text("live"));
        await socket.SendAsync(writer.Written);
        Tally.AddRequests(1);
        byte[] buffer = new byte[4096];
        var answer = new StringBuilder();
        while (true)
        {
            answer.Append(Encoding.Latin1.GetString(buffer, 0, await socket.ReceiveAsync(buffer)));
            string text = answer.ToString();
            if (text.Contains("NetStream.Publish.Start", StringComparison.Ordinal))
            {
                Tally.Finding($"was let in with the key '{key}'");
                return;
            }

            if (text.Contains("NetStream.Publish.", StringComparison.Ordinal))
            {
                Tally.AddAnswer("refused");
                await socket.DrainAsync();
            }
        }
    }
}
