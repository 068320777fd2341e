using System.Net;
using System.Text;
using System.Text.Json;
using MssTools.Core.Tests.Services;

namespace MssTools.Core.Tests.EvoStream;

/// <summary>A script that talks to the media server over HTTP: settings in base64, answers in JSON.</summary>
internal sealed class EvoStreamCaller : IDisposable
{
    private EvoStreamCaller(HttpClient http) => Http = http;

    public HttpClient Http { get; }

    /// <summary>One that comes by the socket of a service.</summary>
    public static EvoStreamCaller ToSocket(string statePath) => new(ServiceHttp.ToSocket(statePath));

    /// <summary>One that comes over TLS, with user and password in its address as scripts have them.</summary>
    public static EvoStreamCaller ToPort(int port, string user, string password)
    {
        var caller = new EvoStreamCaller(ServiceHttp.ToPort(port));
        caller.Http.DefaultRequestHeaders.Add("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}");
        return caller;
    }

    /// <summary>The path and query of a command that is given as it is typed.</summary>
    public static string Address(string command)
    {
        int space = command.IndexOf(' ', StringComparison.Ordinal);
        return space < 0
            ? $"/{command}"
            : $"/{command[..space]}?params={Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes(command[(space + 1)..])))}";
    }

    /// <summary>Sends a command that is given as it is typed.</summary>
    public Task<JsonElement> SendAsync(string command) => GetAsync(Address(command));

    /// <summary>Sends a request, and reads the answer, which has the form of the media server.</summary>
    public async Task<JsonElement> GetAsync(string address)
    {
        using HttpResponseMessage answer = await Http.GetAsync(new Uri(address, UriKind.Relative));
        string body = await answer.Content.ReadAsStringAsync();
        return answer.StatusCode == HttpStatusCode.OK
            ? JsonDocument.Parse(body).RootElement.Clone()
            : throw new HttpRequestException($"{(int)answer.StatusCode} {body}", null, answer.StatusCode);
    }

    public void Dispose() => Http.Dispose();
}
