using System.Net.Sockets;
using System.Text;

namespace MssTools.Core.Services;

/// <summary>Tells systemd how it is with the service, where it is systemd that started it (sd_notify(3), Type=notify).</summary>
internal static class ManagerSocket
{
    private const string Variable = "NOTIFY_SOCKET";

    /// <summary>Sends a line; nothing where nobody listens.</summary>
    public static void Tell(string state)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path)
        {
            return;
        }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            string address = path[0] == '@' ? '\0' + path[1..] : path; // an abstract name begins with a zero byte
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(address));
        }
        catch (SocketException)
        {
            // The manager does not listen any more; the service runs all the same.
        }
    }
}
