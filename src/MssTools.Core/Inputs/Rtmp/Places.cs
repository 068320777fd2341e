using System.Net;
using MssTools.Core.Access;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>
/// Who has a place at a port. A newcomer always gets one: where the places of strangers are taken, the address that has most
/// of them loses one.
/// </summary>
/// <param name="threads">What guests do their work on.</param>
/// <param name="time">The clock.</param>
/// <param name="stop">Ends all connections.</param>
internal sealed class Places(IngestThreads threads, TimeProvider time, CancellationToken stop)
{

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, List<Guest>> _strangers = [];
    private readonly Dictionary<IPAddress, int> _publications = [];
    private int _strangerCount;
    private int _publisherCount;
    private int _publicationCount;

    /// <summary>True where a place is free, or somebody has had his for long enough.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_lock)
            {
                return !IsFull || _strangers.Values.Any(g => g[0].HasHadItsGrace);
            }
        }
    }

    private bool IsFull => _strangerCount >= IngestLimits.MostStrangers
        || _strangerCount + _publisherCount >= IngestLimits.MostConnections;

    /// <summary>Gives a place to a new connection.</summary>
    /// <param name="address">Where it comes from.</param>
    public Guest Enter(IPAddress address)
    {
        var guest = new Guest(this, AddressNetwork.Of(address), threads, time, stop);
        lock (_lock)
        {
            AddStranger(guest);
        }

        return guest;
    }

    /// <summary>Counts a publication of a guest.</summary>
    /// <exception cref="MssException">Unsupported: there are too many, in all or of its address.</exception>
    public void Welcome(Guest guest)
    {
        lock (_lock)
        {
            int ofAddress = _publications.GetValueOrDefault(guest.Address);
            if (_publicationCount >= IngestLimits.MostPublications || ofAddress >= IngestLimits.MostPublicationsOfOneAddress)
            {
                throw new MssException(
                    MssError.Unsupported,
                    $"{_publicationCount} streams are being published, {ofAddress} of them from this address; "
                    + $"there may be {IngestLimits.MostPublications} and {IngestLimits.MostPublicationsOfOneAddress}.",
                    "Open another port with Start-MSSIngest.");
            }

            _publications[guest.Address] = ofAddress + 1;
            _publicationCount++;
            if (guest.Publications++ == 0)
            {
                RemoveStranger(guest);
                _publisherCount++;
            }
        }
    }

    /// <summary>Takes a publication of a guest from the count; who has none is a stranger.</summary>
    public void Unpublish(Guest guest)
    {
        lock (_lock)
        {
            Forget(guest, 1);
            if (guest.Publications == 0)
            {
                AddStranger(guest);
            }
        }
    }

    /// <summary>Frees the place of a guest.</summary>
    public void Leave(Guest guest)
    {
        lock (_lock)
        {
            RemoveStranger(guest);
            Forget(guest, guest.Publications);
        }
    }

    private void AddStranger(Guest guest)
    {
        while (_strangerCount > 0 && IsFull)
        {
            MakeRoom();
        }

        if (!_strangers.TryGetValue(guest.Address, out List<Guest>? others))
        {
            _strangers[guest.Address] = others = [];
        }

        others.Add(guest);
        _strangerCount++;
    }

    // Who has had time enough goes first, the oldest of them; else who has come least far. Who is decided about goes last.
    private void MakeRoom()
    {
        int most = _strangers.Values.Max(g => g.Count);
        Guest last = _strangers.Values.Where(g => g.Count == most).SelectMany(g => g).MinBy(g => (Rank(g), g.Since))!;
        RemoveStranger(last);
        last.ShowOut(new MssException(
            MssError.TimedOut,
            $"The client had to go for a newcomer: {_strangerCount + 1} connections that publish nothing are open, {most} from "
            + "its address.",
            "Check what connects to the port."));
    }

    private static int Rank(Guest guest) => guest.Stage == Introduction.Deciding ? (int)Introduction.Deciding + 1
        : guest.HasHadItsGrace ? 0
        : (int)guest.Stage + 1;

    private void RemoveStranger(Guest guest)
    {
        if (_strangers.TryGetValue(guest.Address, out List<Guest>? others) && others.Remove(guest))
        {
            _strangerCount--;
            if (others.Count == 0)
            {
                _strangers.Remove(guest.Address);
            }
        }
    }

    private void Forget(Guest guest, int publications)
    {
        if (publications == 0)
        {
            return;
        }

        guest.Publications -= publications;
        _publisherCount -= guest.Publications == 0 ? 1 : 0;
        _publicationCount -= publications;
        int left = _publications[guest.Address] - publications;
        if (left > 0)
        {
            _publications[guest.Address] = left;
        }
        else
        {
            _publications.Remove(guest.Address);
        }
    }
}
