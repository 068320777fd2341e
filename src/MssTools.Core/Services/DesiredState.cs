using System.Net;

namespace MssTools.Core.Services;

/// <summary>Has an engine be as it is told: what is missing is started, what differs is changed, and what is so is left alone.</summary>
/// <param name="engine">The engine.</param>
/// <param name="isPlan">True to say only what would be done.</param>
internal sealed class DesiredState(MssEngine engine, bool isPlan)
{
    /// <summary>A named input. Streams that read it go on; whoever opens it from now on opens the new one.</summary>
    public MssChange Ensure(LocalStreamDefinition wanted) => Decide(
        "local stream",
        wanted.Name,
        engine.GetLocalStreamDefinition(wanted.Name),
        wanted,
        static _ => MssChangeAction.Change,
        made => engine.AddLocalStream(made),
        (made, _) => engine.ReplaceLocalStream(made));

    /// <summary>A port that encoders push to. Where it is opened anew they have to connect again.</summary>
    public MssChange Ensure(IngestDefinition wanted) => Decide(
        "ingest",
        $"{wanted.Port}",
        engine.GetIngestDefinition(wanted.Port),
        wanted,
        static _ => MssChangeAction.Restart,
        made => engine.StartIngest(made),
        (made, _) =>
        {
            made.Validate();
            engine.StopIngest(made.Port);
            engine.StartIngest(made);
        });

    /// <summary>A server, by its address and port. Where it is started anew viewers have to connect again.</summary>
    public MssChange Ensure(ServerDefinition wanted)
    {
        (int Id, ServerDefinition Definition)? there = engine.FindServer(wanted.Address, wanted.Port);
        return Decide(
            "server",
            $"{new IPEndPoint(wanted.Address, wanted.Port)}",
            there?.Definition,
            wanted,
            static _ => MssChangeAction.Restart,
            made => engine.StartServer(made),
            (made, _) =>
            {
                made.Validate();
                engine.RestartServer(there!.Value.Id, made);
            });
    }

    /// <summary>A publishing point. Where it is made anew its broadcast ends.</summary>
    public MssChange Ensure(PointDefinition wanted) => Decide(
        "publishing point",
        wanted.Name,
        engine.GetPointDefinition(wanted.ServerId, wanted.Name),
        wanted,
        static _ => MssChangeAction.Restart,
        made => engine.AddPoint(made),
        (made, _) =>
        {
            made.Validate();
            engine.RemovePoint(made.ServerId, made.Name);
            engine.AddPoint(made);
        });

    /// <summary>A group. Some settings change while it runs; with others it goes on with its next fragment.</summary>
    public MssChange Ensure(StreamDefinition wanted)
    {
        StreamDefinition? running = engine.GetRunning(wanted.Identity);
        return Decide(
            "group",
            $"{wanted.Identity}",
            running,
            wanted,
            names => RunningChange.Takes(running!, wanted, names) ? MssChangeAction.Change : MssChangeAction.Restart,
            made => engine.Start(made),
            (made, action) =>
            {
                made.Validate();
                if (action == MssChangeAction.Change)
                {
                    engine.Change(made);
                }
                else
                {
                    engine.Restart(made);
                }
            });
    }

    /// <summary>A receiver of events. Where it is made anew, what waits for it has two seconds.</summary>
    public MssChange Ensure(EventReceiverDefinition wanted) => Decide(
        "event receiver",
        wanted.Name,
        engine.GetReceiverDefinition(wanted.Name),
        wanted,
        static _ => MssChangeAction.Restart,
        made => engine.AddReceiver(made),
        (made, _) =>
        {
            made.Validate();
            engine.RemoveReceiver(made.Name);
            engine.AddReceiver(made);
        });

    /// <summary>What is to be done.</summary>
    /// <param name="kind">What it is, in words.</param>
    /// <param name="name">Which.</param>
    /// <param name="there">What is; null: nothing.</param>
    /// <param name="wanted">What is to be, with all secrets.</param>
    /// <param name="how">What the change of some settings takes.</param>
    public static MssChange Compare<T>(string kind, string name, T? there, T wanted, Func<IReadOnlyList<string>, MssChangeAction> how)
        where T : class
    {
        IReadOnlyList<string> names = there is null ? [] : DefinitionDifference.NamesBetween(there, wanted);
        return new MssChange
        {
            Kind = kind,
            Name = name,
            Action = there is null ? MssChangeAction.Start : names.Count == 0 ? MssChangeAction.None : how(names),
            ChangedSettings = names,
            Differences = there is null ? [] : DefinitionDifference.Sentences(there, wanted),
        };
    }

    private MssChange Decide<T>(
        string kind, string name, T? there, T wanted, Func<IReadOnlyList<string>, MssChangeAction> how, Action<T> start, Action<T, MssChangeAction> change)
        where T : class
    {
        wanted = Unmasking.Of(wanted, there is null ? [] : [there]);
        MssChange needed = Compare(kind, name, there, wanted, how);
        if (isPlan || needed.Action == MssChangeAction.None)
        {
            return needed;
        }

        if (needed.Action == MssChangeAction.Start)
        {
            start(wanted);
        }
        else
        {
            change(wanted, needed.Action);
        }

        return needed with { IsDone = true };
    }
}
