using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Network;
using MssTools.Core.Tests.Inputs.Rtsp;

namespace MssTools.Fuzz;

/// <summary>Opens bytes in the way that an input comes, and packages them.</summary>
/// <param name="way">As a file, as a stream, or as what an RTSP server sent.</param>
/// <param name="output">Takes the samples.</param>
internal sealed class ReaderInput(InputWay way, NoOutput output)
{
    private readonly string _path = Path.Join(Path.GetTempPath(), $"MssTools.Fuzz.{Environment.ProcessId}");

    /// <summary>Reads one input.</summary>
    public void Consume(byte[] input)
    {
        using IMediaReader reader = Open(input);
        output.Package(reader);
    }

    private IMediaReader Open(byte[] input)
    {
        switch (way)
        {
            case InputWay.Stream:
                return StreamedContainer.Open(
                    new InputStream(new MemoryStream(input)), "tcp://fuzz:1", CancellationToken.None);
            case InputWay.Session:
                return new SessionCapture(input);
            default:
                File.WriteAllBytes(_path, input);
                return SourceFactory.Open(_path);
        }
    }
}
