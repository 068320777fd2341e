using Amazon.Runtime;
using Microsoft.Extensions.Time.Testing;
using MssTools.Cloud;
using MssTools.Core.Objects;
using Xunit;

namespace MssTools.Core.Tests.Objects;

public sealed class S3StoreTests : IDisposable
{
    private const string Secret = "the-secret-key";

    private static readonly ObjectContent s_content = ObjectStoreContract.Content("bytes");

    private readonly S3Double _server = new();
    private readonly IObjectStore _store;

    public S3StoreTests() => _store = Open(_server);

    internal static IObjectStore Open(S3Double server, string? bucket = null, TimeProvider? time = null) => new PatientStore(
        new S3Store(S3Client.Create(new BasicAWSCredentials("the-key-id", Secret), server.Endpoint), bucket ?? server.Bucket), time ?? TimeProvider.System);

    [Fact]
    public async Task Put_Headers_AreStoredWithTheBytesInOneRequest()
    {
        await _store.PutAsync("a", new ObjectContent("x"u8.ToArray(), "video/mp4", "public, max-age=31536000"), PutCondition.None, default);

        Assert.Equal(("video/mp4", "public, max-age=31536000"), (_server.Shelf.Find("a")!.ContentType, _server.Shelf.Find("a")!.CacheControl));
        Assert.Single(_server.Requests);
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1")]
    [InlineData("AWS_ENDPOINT_URL", "http://127.0.0.1:2")]
    public void Endpoint_Environment_SaysIt(string name, string expected) =>
        Assert.Equal(expected, S3Client.Endpoint(asked => asked == name ? expected : asked == "AWS_ENDPOINT_URL" ? "http://127.0.0.1:3" : null));

    [Fact]
    public void Create_EndpointWithoutRegion_IsPathStyleAndHasOne()
    {
        using Amazon.S3.AmazonS3Client client = S3Client.Create(new BasicAWSCredentials("a", Secret), new Uri("http://127.0.0.1:1"));

        Assert.True(((Amazon.S3.AmazonS3Config)client.Config).ForcePathStyle);
        Assert.False(string.IsNullOrEmpty(client.Config.AuthenticationRegion));
    }

    // What servers of others and older ones do not know.
    [Fact]
    public async Task Put_Body_IsNeitherChunkedNorWithTrailers()
    {
        await _store.PutAsync("a", s_content, PutCondition.None, default);

        Assert.Equal("5", _server.LastHeaders!["Content-Length"]);
        Assert.DoesNotContain("STREAMING", _server.LastHeaders["x-amz-content-sha256"], StringComparison.Ordinal);
        Assert.False(_server.LastHeaders.ContainsKey("x-amz-trailer"));
        Assert.False(_server.LastHeaders.ContainsKey("Content-Encoding"));
        Assert.DoesNotContain(_server.LastHeaders.Keys, name => name.StartsWith("x-amz-checksum", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Put_TwoFailures_IsStoredByTheThirdAttempt()
    {
        FailFirst(2, ObjectFault.Fail);

        Assert.NotNull(await _store.PutAsync("a", s_content, PutCondition.New, default));
        Assert.Equal(3, _server.Requests.Count);
    }

    [Fact]
    public async Task Put_FailsEachTime_IsSinkFailedWithWhatTheStoreSays()
    {
        _server.Fault = _ => ObjectFault.Fail;

        MssException failure = await Assert.ThrowsAsync<MssException>(() => _store.PutAsync("a/b", s_content, PutCondition.None, default));

        Assert.Equal((MssError.SinkFailed, 3), (failure.Code, _server.Requests.Count));
        Assert.Equal("s3://media failed at 'a/b': 503 SlowDown (The double says SlowDown).", failure.Message);
    }

    // The answer of the first attempt was lost, so the condition is untrue by our own doing.
    [Theory]
    [InlineData(ObjectFault.DoThenFail)]
    [InlineData(ObjectFault.DoThenVanish)]
    internal async Task Put_StoredButTheAnswerIsLost_IsStored(ObjectFault fault)
    {
        ObjectTag first = (await _store.PutAsync("swapped", ObjectStoreContract.Content("before"), PutCondition.New, default))!;

        FailFirst(1, fault);
        ObjectTag? created = await _store.PutAsync("new", s_content, PutCondition.New, default);
        FailFirst(1, fault);
        ObjectTag? swapped = await _store.PutAsync("swapped", s_content, PutCondition.Is(first), default);

        Assert.Equal(_server.Shelf.Find("new")!.Tag, created);
        Assert.Equal(_server.Shelf.Find("swapped")!.Tag, swapped);
    }

    [Fact]
    public async Task Put_FailedAndThenSomebodyElseStored_IsRefused()
    {
        int attempts = 0;
        _server.Fault = request =>
        {
            if (request.Act != ObjectAct.Put || Interlocked.Increment(ref attempts) > 1)
            {
                return ObjectFault.None;
            }

            _server.Shelf.Put("a", ObjectStoreContract.Content("longer bytes of another"), PutCondition.None);
            return ObjectFault.Fail;
        };

        Assert.Null(await _store.PutAsync("a", s_content, PutCondition.New, default));
    }

    [Fact]
    public async Task Put_409OfARace_IsRefused_WithoutACondition_IsSinkFailed()
    {
        _server.Answer = _ => (409, "<Error><Code>ConditionalRequestConflict</Code><Message>Raced.</Message></Error>");

        Assert.Null(await _store.PutAsync("a", s_content, PutCondition.New, default));
        Assert.Equal(MssError.SinkFailed, (await Assert.ThrowsAsync<MssException>(() => _store.PutAsync("a", s_content, PutCondition.None, default))).Code);
    }

    [Theory]
    [InlineData(403, "InvalidAccessKeyId")]
    [InlineData(401, "Unauthorized")]
    [InlineData(400, "ExpiredToken")]
    public async Task AnyCall_Refused_IsAccessDeniedAtOnce(int status, string code)
    {
        _server.Answer = _ => (status, $"<Error><Code>{code}</Code><Message>No.</Message></Error>");

        foreach (Func<Task> call in Calls(_store))
        {
            MssException failure = await Assert.ThrowsAsync<MssException>(call);
            Assert.Equal(MssError.AccessDenied, failure.Code);
            Assert.Contains($"{status} {code}", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(4, _server.Requests.Count);
    }

    [Fact]
    public async Task AnyCall_NoSuchBucket_NamesIt()
    {
        using IObjectStore other = Open(_server, "another");

        foreach ((Func<Task> call, MssError code) in Calls(other).Zip([MssError.SinkFailed, MssError.SourceFailed, MssError.SourceFailed, MssError.SinkFailed]))
        {
            MssException failure = await Assert.ThrowsAsync<MssException>(call);
            Assert.Equal((code, "There is no bucket s3://another: 404 NoSuchBucket (The double says NoSuchBucket)."), (failure.Code, failure.Message));
        }
    }

    [Fact]
    public async Task Put_ConditionAndNoSuchBucket_IsNoRefusal()
    {
        using IObjectStore other = Open(_server, "another");

        await Assert.ThrowsAsync<MssException>(() => other.PutAsync("a", s_content, PutCondition.New, default));
        await Assert.ThrowsAsync<MssException>(() => other.PutAsync("a", s_content, PutCondition.Is(new ObjectTag("\"1\"")), default));
    }

    [Fact]
    public async Task AnyCall_NobodyListens_FailsAndNamesTheStore()
    {
        _server.Dispose();

        foreach ((Func<Task> call, MssError code) in Calls(_store).Zip([MssError.SinkFailed, MssError.SourceFailed, MssError.SourceFailed, MssError.SinkFailed]))
        {
            MssException failure = await Assert.ThrowsAsync<MssException>(call);
            Assert.Equal(code, failure.Code);
            Assert.StartsWith("s3://media failed at ", failure.Message, StringComparison.Ordinal);
            Assert.Contains("no answer (Connection refused", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AnyCall_NoAnswer_IsTimedOutAfterPatience()
    {
        var time = new FakeTimeProvider();
        using IObjectStore store = Open(_server, time: time);
        _server.Fault = _ => ObjectFault.Stall;

        int asked = 0;
        foreach (Func<Task> call in Calls(store))
        {
            Task waiting = call();
            await Eventually.Until(() => _server.Requests.Count > asked);
            asked = _server.Requests.Count;
            time.Advance(IObjectStore.Patience - TimeSpan.FromSeconds(1));
            await Task.Yield();
            Assert.False(waiting.IsCompleted);
            time.Advance(TimeSpan.FromSeconds(1));

            MssException failure = await Assert.ThrowsAsync<MssException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(30)));
            Assert.Equal(MssError.TimedOut, failure.Code);
        }
    }

    [Fact]
    public async Task Get_BodyStopsInTheMiddle_IsTimedOutAfterPatience()
    {
        var time = new FakeTimeProvider();
        using IObjectStore store = Open(_server, time: time);
        _server.Shelf.Put("a", new ObjectContent(new byte[100_000], "", ""), PutCondition.None);
        _server.StallsInBody = true;

        Task waiting = store.GetAsync("a", 1_000_000, default);
        await Eventually.Until(() => _server.Count(ObjectAct.Get) == 1);
        await Task.Delay(200);
        Assert.False(waiting.IsCompleted);
        time.Advance(IObjectStore.Patience);

        Assert.Equal(MssError.TimedOut, (await Assert.ThrowsAsync<MssException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(30)))).Code);
    }

    [Fact]
    public async Task AnyCall_CancelledWhileItWaits_IsCanceledSoon()
    {
        _server.Fault = _ => ObjectFault.Stall;
        using var user = new CancellationTokenSource();

        Task waiting = _store.PutAsync("a", s_content, PutCondition.None, user.Token);
        await Eventually.Until(() => _server.Count(ObjectAct.Put) == 1);
        await user.CancelAsync();

        OperationCanceledException cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal(user.Token, cancelled.CancellationToken);
        Assert.Empty(_server.Shelf.Keys);
    }

    [Fact]
    public async Task AnyCall_CancelledBetweenAttempts_IsCanceled()
    {
        using var user = new CancellationTokenSource();
        var time = new FakeTimeProvider();
        using IObjectStore store = Open(_server, time: time);
        _server.Fault = _ => ObjectFault.Fail;

        Task waiting = store.PutAsync("a", s_content, PutCondition.None, user.Token);
        await Eventually.Until(() => _server.Count(ObjectAct.Put) == 1);
        await Task.Delay(100);
        await user.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Theory]
    [InlineData(100_000, true)]
    [InlineData(100_001, false)]
    public async Task Get_LengthNotStated_IsReadUpToItsLimit(int length, bool isTaken)
    {
        _server.HidesLength = true;
        byte[] bytes = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 3))];
        _server.Shelf.Put("a", new ObjectContent(bytes, "", ""), PutCondition.None);

        if (isTaken)
        {
            Assert.Equal(bytes, (await _store.GetAsync("a", 100_000, default))!.Bytes.ToArray());
        }
        else
        {
            Assert.Equal(MssError.MalformedInput, (await Assert.ThrowsAsync<MssException>(() => _store.GetAsync("a", 100_000, default))).Code);
        }
    }

    [Fact]
    public async Task AnyCall_AnswerHasNoTag_IsAFailure()
    {
        _server.HidesTag = true;
        _server.Shelf.Put("a", s_content, PutCondition.None);

        Assert.Equal(MssError.SinkFailed, (await Assert.ThrowsAsync<MssException>(() => _store.PutAsync("a", s_content, PutCondition.None, default))).Code);
        Assert.Equal(MssError.SourceFailed, (await Assert.ThrowsAsync<MssException>(() => _store.GetAsync("a", 100, default))).Code);
    }

    [Fact]
    public async Task Get_BodyIsCut_IsSourceFailedAfterThreeAttempts()
    {
        _server.Shelf.Put("a", new ObjectContent(new byte[100_000], "", ""), PutCondition.None);
        _server.CutsBody = true;

        Assert.Equal(MssError.SourceFailed, (await Assert.ThrowsAsync<MssException>(() => _store.GetAsync("a", 1_000_000, default))).Code);
        Assert.Equal(3, _server.Requests.Count);
    }

    [Fact]
    public async Task Get_StatedLengthIsHuge_IsRefusedBeforeTheBodyIsThere()
    {
        _server.Shelf.Put("a", new ObjectContent(new byte[50_000_000], "", ""), PutCondition.None);
        _server.StallsInBody = true;

        MssException refused = await Assert.ThrowsAsync<MssException>(() => _store.GetAsync("a", 1000, default));

        Assert.Equal(MssError.MalformedInput, refused.Code);
    }

    [Fact]
    public async Task List_ManyPages_AreAskedForOneByOneAsTheyAreRead()
    {
        _server.PageSize = 10;
        for (int i = 0; i < 25; i++)
        {
            _server.Shelf.Put($"k/{i:00}", s_content, PutCondition.None);
        }

        int seen = 0;
        await foreach (string key in _store.ListAsync("k/", default))
        {
            Assert.Equal($"k/{seen:00}", key);
            Assert.Equal((seen++ / 10) + 1, _server.Count(ObjectAct.List));
        }

        Assert.Equal(25, seen);
    }

    [Fact]
    public async Task List_TheSamePageForEver_Ends()
    {
        _server.Answer = _ => (200, "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken></ListBucketResult>");

        Assert.Equal(MssError.SourceFailed, (await Assert.ThrowsAsync<MssException>(() => ObjectStoreContract.ListAsync(_store, ""))).Code);
    }

    [Fact]
    public async Task AnyFailure_TextOfTheStore_IsCleanedCutAndWithoutSecrets()
    {
        string code = "Internal&#x9;" + new string('E', 100);
        string text = "&#x9;[2J Signature=0123abcd, Credential=the-key-id/x, https://host/key?sig=0123abcd&amp;x " + new string('t', 5000);
        _server.Answer = _ => (500, $"<Error><Code>{code}</Code><Message>{text}</Message></Error>");

        MssException failure = await Assert.ThrowsAsync<MssException>(() => _store.GetAsync("a", 1, default));

        Assert.DoesNotContain("0123abcd", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("the-key-id", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\t', failure.Message);
        Assert.InRange(failure.Message.Length, 50, 400);
    }

    [Fact]
    public async Task AnyFailure_AnswerIsNoXml_IsSinkFailedWithItsStatus()
    {
        _server.Answer = _ => (418, "<html>teapot");

        MssException failure = await Assert.ThrowsAsync<MssException>(() => _store.PutAsync("a", s_content, PutCondition.None, default));

        Assert.Equal(MssError.SinkFailed, failure.Code);
        Assert.Contains("418", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _store.Dispose();
        _server.Dispose();
    }

    private static IEnumerable<Func<Task>> Calls(IObjectStore store) =>
    [
        () => store.PutAsync("a", s_content, PutCondition.None, default),
        () => store.GetAsync("a", 100, default),
        () => ObjectStoreContract.ListAsync(store, "a"),
        () => store.DeleteAsync("a", default),
    ];

    private void FailFirst(int count, ObjectFault fault)
    {
        int left = count;
        _server.Fault = request => request.Act == ObjectAct.Put && Interlocked.Decrement(ref left) >= 0 ? fault : ObjectFault.None;
    }
}
