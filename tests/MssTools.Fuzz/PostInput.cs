using MssTools.Core.Access;
using MssTools.Core.Inputs.Points;

namespace MssTools.Fuzz;

/// <summary>Takes bytes for the body that an encoder POSTs to a publishing point, and packages what comes of it.</summary>
/// <param name="output">Packages it.</param>
internal sealed class PostInput(NoOutput output)
{
    private static readonly PointPost s_post = new("live", "", "a", "127.0.0.1:1", "fuzz", "", "", IsSecure: false, IsProbe: false);

    /// <summary>Reads one input.</summary>
    public void Consume(byte[] input)
    {
        var host = new Host();
        using var point = new PublishingPoint(
            new PointDefinition { Name = "live", MakesGroup = false }, "http://host/live.isml", new PostRoom(), host, TimeProvider.System);
        int status = point.ReceiveAsync(s_post, () => new MemoryStream(input, writable: false), CancellationToken.None).GetAwaiter().GetResult().Status;
        point.Close(); // what was gathered goes on its way
        if (point.ToModel().State == MssPointState.Stopping)
        {
            host.Ended.GetAwaiter().GetResult();
        }

        foreach (PointRendition rendition in host.Renditions)
        {
            while (rendition.TryOpen() is { } reader)
            {
                using (reader)
                {
                    output.Package(reader);
                }
            }
        }

        if (status != 200)
        {
            throw new MssException(MssError.MalformedInput, $"{status}");
        }
    }

    private sealed class Host : IPointHost
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<PointRendition> Renditions { get; private set; } = [];

        public Task Ended => _ended.Task;

        public Task RetireAsync(IReadOnlyList<PointRendition> renditions) => Task.CompletedTask;

        public Task BeginAsync(PublishingPoint point, IReadOnlyList<PointRendition> renditions)
        {
            Renditions = renditions;
            return Task.CompletedTask;
        }

        public Task EndAsync(PublishingPoint point, IReadOnlyList<PointRendition> renditions)
        {
            _ended.SetResult();
            return Task.CompletedTask;
        }
    }
}
