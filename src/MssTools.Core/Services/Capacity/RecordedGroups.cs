namespace MssTools.Core.Services.Capacity;

/// <summary>Packages a recording again and again, one for each processor at a time.</summary>
internal static class RecordedGroups
{
    /// <summary>Packages one to its end.</summary>
    /// <exception cref="MssException">It failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <returns>The bytes that were stored.</returns>
    public static long Package(MssEngine engine, StreamDefinition definition, CancellationToken cancellationToken)
    {
        MssStream stream = engine.Start(definition)[0];
        engine.WaitForEnd(stream.Id, Timeout.InfiniteTimeSpan, cancellationToken);
        MssStream ended = engine.GetStreams().Single(s => s.Id == stream.Id);
        return ended.State == StreamState.Completed
            ? ended.Bytes
            : throw new MssException(ended.LastErrorCode ?? MssError.SinkFailed, ended.LastError ?? "A recording could not be packaged.", ended.RecommendedAction ?? "");
    }

    /// <summary>Does it for a while.</summary>
    /// <param name="engine">Does it.</param>
    /// <param name="file">The recording.</param>
    /// <param name="folder">What they are stored below; nothing is left there.</param>
    /// <param name="length">No new one is begun after so long.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Media time for each second that passed, and bytes for each second.</returns>
    public static (double Speed, double BytesPerSecond) Measure(
        MssEngine engine, string file, string folder, TimeSpan length, TimeProvider time, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        int count = 0;
        long bytes = 0;
        // Threads of their own: those of the pool are for the packaging, which they wait for.
        Task[] workers =
        [
            .. Enumerable.Range(0, Environment.ProcessorCount).Select(worker => Task.Factory.StartNew(
                () => PackageAll(worker), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)),
        ];
        Task.WhenAll(workers).GetAwaiter().GetResult();
        double seconds = time.GetElapsedTime(began).TotalSeconds;
        return (count * CapacityMedia.Length.TotalSeconds / seconds, bytes / seconds);

        void PackageAll(int worker)
        {
            var definition = new StreamDefinition
            {
                GroupName = $"backlog{worker}",
                TargetFolder = folder,
                LocalStreamNames = [$"backlog{worker}"],
                Inputs = [new LocalStreamDefinition { Name = $"backlog{worker}", Source = file }],
                ChunkLength = CapacityDefinition.FragmentSeconds,
                IsLive = false,
            };
            while (time.GetElapsedTime(began) < length)
            {
                long stored = Package(engine, definition, cancellationToken);
                engine.RemoveGroup(definition.Identity, deleteFile: true, cancellationToken);
                Interlocked.Increment(ref count);
                Interlocked.Add(ref bytes, stored);
            }
        }
    }
}
