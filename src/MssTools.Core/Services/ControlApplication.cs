using System.Collections.Frozen;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MssTools.Core.Access;
using MssTools.Core.EvoStream;

namespace MssTools.Core.Services;

/// <summary>Has each request to a service answered.</summary>
/// <param name="engine">Is told what requests say.</param>
/// <param name="expected">What who does not come by the socket must bring.</param>
/// <param name="log">Is told of requests that change something, and of who is refused.</param>
/// <param name="time">The clock.</param>
/// <param name="evoStream">Does commands of EvoStream Media Server; null: they are not taken.</param>
internal sealed class ControlApplication(IServiceEngine engine, ExpectedCredential? expected, ServiceLog log, TimeProvider time, EvoStreamApi? evoStream)
    : IHttpApplication<ControlExchange>, IDisposable
{
    private const string Json = "application/json";

    /// <summary>Requests that are worked on at a time, each on a thread; further ones wait.</summary>
    private const int MostRunning = 32;

    /// <summary>How long who brought the wrong password waits for the answer.</summary>
    private static readonly TimeSpan s_refusal = TimeSpan.FromSeconds(1);

    private static readonly FrozenDictionary<string, Operation> s_operations =
        Operations.All.ToFrozenDictionary(operation => operation.Path, StringComparer.Ordinal);

    private readonly SemaphoreSlim _running = new(MostRunning);
    private readonly ControlEvents _events = new(engine, time);
    private readonly Lazy<byte[]> _document = new(() => OpenApi.Write(evoStream is not null));

    /// <inheritdoc/>
    public void Dispose() => _running.Dispose();

    /// <inheritdoc/>
    public ControlExchange CreateContext(IFeatureCollection contextFeatures) => new(contextFeatures);

    /// <inheritdoc/>
    public void DisposeContext(ControlExchange context, Exception? exception)
    {
        // An exchange holds nothing of its own.
    }

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(ControlExchange context)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            await AnswerAsync(context);
        }
        catch (BadHttpRequestException refused)
        {
            await FailAsync(context, new MssException(
                MssError.InvalidSetting, $"The request is refused: {refused.Message}", $"A request has {ControlServer.LargestRequest} bytes at most."));
        }
        catch (OperationCanceledException)
        {
            context.Abort(); // the client has gone, or the service ends
        }
#pragma warning disable CA1031 // Whatever it is, it ends this request alone, and is shown.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            await FailAsync(context, MssException.OfCall(failure));
        }
    }

    private Task AnswerAsync(ControlExchange context)
    {
        if (context.Path is "/healthz" or "/readyz")
        {
            bool isGood = context.Path == "/healthz" || engine.GetService().State is MssServiceState.Running or MssServiceState.Degraded;
            return context.WriteAsync(
                isGood ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, "text/plain", Encoding.ASCII.GetBytes(isGood ? "ok\n" : "not ready\n"));
        }

        return !IsLetIn(context) ? RefuseAsync(context)
            : context is { Path: ServiceMetrics.Path, Method: "GET" } ? context.WriteAsync(
                HttpStatusCode.OK, ServiceMetrics.ContentType, ServiceMetrics.Write(engine.GetService(), engine.GetGroups(), time.GetUtcNow()))
            : context is { Path: ControlEvents.Path, Method: "GET" } ? _events.AnswerAsync(context)
            : context is { Path: "/openapi.json", Method: "GET" } ? context.WriteAsync(HttpStatusCode.OK, Json, _document.Value)
            : !s_operations.TryGetValue(context.Path, out Operation? operation) ? evoStream is not null && EvoStreamApi.IsCommand(context.Path) ? DoAsync(context, evoStream) : FailAsync(context, new MssException(
                MssError.NotFound, $"There is nothing at '{context.Path}'.", "GET /openapi.json lists what there is."))
            : operation.Method != context.Method ? FailAsync(
                context,
                new MssException(MssError.InvalidSetting, $"'{context.Path}' takes {operation.Method}, and not {ForeignText.Value(context.Method)}."),
                HttpStatusCode.MethodNotAllowed)
            : operation.Request is not null && !context.ContentType.Equals(Json, StringComparison.OrdinalIgnoreCase) ? FailAsync(
                context,
                new MssException(MssError.InvalidSetting, $"The body is '{ForeignText.Value(context.ContentType)}'.", $"Send {Json}."),
                HttpStatusCode.UnsupportedMediaType)
            : RunAsync(context, operation);
    }

    private bool IsLetIn(ControlExchange context) => context.IsLocal || (expected?.IsIn(context.Authorization) ?? false);

    private async Task RefuseAsync(ControlExchange context)
    {
        log.Write(ServiceEvent.Refused, $"A request of {context.Client} brought no credential, or a wrong one.");
        await Task.Delay(s_refusal, time, context.Gone);
        await context.WriteAsync(
            HttpStatusCode.Unauthorized,
            Json,
            Body(new MssException(MssError.AccessDenied, "The service wants a user and a password.", "Give -Credential to Connect-MSSService.")),
            ("WWW-Authenticate", ExpectedCredential.BasicChallenge));
    }

    // A page that a user of the service looks at could have the browser send commands, with the password that it knows.
    private async Task DoAsync(ControlExchange context, EvoStreamApi api)
    {
        if (context.Method is not ("GET" or "POST"))
        {
            await FailAsync(
                context,
                new MssException(MssError.InvalidSetting, $"'{context.Path}' takes GET or POST, and not {ForeignText.Value(context.Method)}."),
                HttpStatusCode.MethodNotAllowed);
        }
        else if (context.IsOfAnotherSite)
        {
            await FailAsync(context, new MssException(
                MssError.AccessDenied, "A page of another site sends the command.", "Send it from a program, or from the address line of the browser."));
        }
        else
        {
            await _running.WaitAsync(context.Gone);
            try
            {
                EvoStreamAnswer answer = await Task.Run(() => api.Answer(context.Path, context.Query, context.Gone), context.Gone);
                await context.WriteAsync(HttpStatusCode.OK, EvoStreamApi.ContentType, answer.Write());
            }
            finally
            {
                _running.Release();
            }
        }
    }

    private async Task RunAsync(ControlExchange context, Operation operation)
    {
        byte[] body = operation.Request is null ? [] : await context.ReadAsync();
        await _running.WaitAsync(context.Gone);
        try
        {
            if (operation.IsStreamed)
            {
                await context.BeginAsync("application/x-ndjson");
                await Task.Run(() => operation.Run(engine, body, line => context.WriteAsync(line).GetAwaiter().GetResult(), context.Gone), context.Gone);
                return;
            }

            byte[] answer = [];
            await Task.Run(() => operation.Run(engine, body, json => answer = json, context.Gone), context.Gone);
            await context.WriteAsync(HttpStatusCode.OK, Json, answer);
        }
        finally
        {
            _running.Release();
        }
    }

    private static Task FailAsync(ControlExchange context, MssException failure, HttpStatusCode? status = null)
    {
        if (context.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        return context.WriteAsync(status ?? StatusOf(failure.Code), Json, Body(failure));
    }

    private static byte[] Body(MssException failure) => JsonSerializer.SerializeToUtf8Bytes(SentFailure.Of(failure), WireJson.Clear);

    private static HttpStatusCode StatusOf(MssError code) => code switch
    {
        MssError.NotFound => HttpStatusCode.NotFound,
        MssError.AlreadyExists or MssError.GroupInUse or MssError.AddressInUse => HttpStatusCode.Conflict,
        MssError.AccessDenied => HttpStatusCode.Forbidden,
        MssError.TimedOut => HttpStatusCode.GatewayTimeout,
        MssError.Unavailable => HttpStatusCode.ServiceUnavailable,
        MssError.Internal or MssError.SourceFailed or MssError.SinkFailed => HttpStatusCode.InternalServerError,
        MssError.NotImplemented => HttpStatusCode.NotImplemented,
        _ => HttpStatusCode.BadRequest,
    };
}
