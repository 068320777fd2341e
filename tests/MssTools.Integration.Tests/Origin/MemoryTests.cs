using System.Net;
using Xunit;

namespace MssTools.Integration.Tests.Origin;

/// <summary>A server whose process runs out of memory for a moment.</summary>
public class MemoryTests
{
    [Fact]
    public async Task Get_MemoryIsShort_Is503AndTheNextOneIsServed()
    {
        var time = new FailingTime();
        using var served = new ServedGroup(time: time);
        Assert.Equal(HttpStatusCode.OK, await served.StatusAsync("group/manifest.ismc"));
        time.FailsOnce = true;

        using HttpResponseMessage response = await served.GetAsync("group/manifest.ismc");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.OK, await served.StatusAsync("group/manifest.ismc"));
        Assert.Equal(HttpStatusCode.OK, await served.StatusAsync(served.FragmentUrl(0)));
        using HttpResponseMessage health = await served.GetAsync("healthz");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "memory is short\n"), (health.StatusCode, await health.Content.ReadAsStringAsync()));

        time.Ahead = TimeSpan.FromSeconds(11);
        Assert.Equal(HttpStatusCode.OK, await served.StatusAsync("healthz"));
    }

    /// <summary>The system's clock, which the origin asks before it looks at the disk.</summary>
    private sealed class FailingTime : TimeProvider
    {
        private int _failsOnce;

        public bool FailsOnce
        {
            set => Volatile.Write(ref _failsOnce, value ? 1 : 0);
        }

        public TimeSpan Ahead { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Exchange(ref _failsOnce, 0) == 1
            ? throw new InsufficientMemoryException() // an OutOfMemoryException that programs may throw
            : System.GetElapsedTime(0).Ticks + Ahead.Ticks;
    }
}
