using System.Net;
using System.Net.Sockets;

namespace MssTools.Cluster;

/// <summary>
/// The port at which the other nodes reach this one. Orleans shares a port with whoever has it already, and takes two such nodes for one: a lock of the
/// machine's keeps nodes apart that start at the same moment.
/// </summary>
internal sealed class SiloPort : IDisposable
{
    private const int First = 11111;
    private const int Tried = 200;

    private readonly FileStream _lock;

    private SiloPort(int number, FileStream held) => (Number, _lock) = (number, held);

    /// <summary>Its number.</summary>
    public int Number { get; }

    /// <summary>Takes a port.</summary>
    /// <param name="address">An address of this machine.</param>
    /// <param name="wanted">Its number; 0: the first that is free.</param>
    /// <exception cref="MssException">AddressInUse.</exception>
    public static SiloPort Take(IPAddress address, int wanted)
    {
        (int first, int count) = wanted > 0 ? (wanted, 1) : (First, Tried);
        for (int port = first; port < first + count; port++)
        {
            if (TryTake(address, port) is { } taken)
            {
                return taken;
            }
        }

        throw new MssException(
            MssError.AddressInUse,
            wanted > 0 ? $"The port {wanted} for other nodes is taken on {address}." : $"No port from {First} to {First + Tried - 1} is free on {address}.",
            "Give another --node-port; is the address one of this machine?");
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static SiloPort? TryTake(IPAddress address, int port)
    {
        FileStream? held = null;
        try
        {
            // What a killed node leaves is its account's, which another one could not open. They meet at the port itself.
            string file = Path.Join(Path.GetTempPath(), $"msstools-silo-{Environment.UserName}-{port}.lock");
            held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            using var listener = new TcpListener(address, port) { ExclusiveAddressUse = true };
            listener.Start();
            return new SiloPort(port, held);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SocketException)
        {
            held?.Dispose();
            return null;
        }
    }
}
