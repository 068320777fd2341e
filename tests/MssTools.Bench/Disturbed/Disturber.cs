namespace MssTools.Bench.Disturbed;

/// <summary>Does to an input what was drawn for it.</summary>
/// <param name="input">The input.</param>
/// <param name="random">Draws how, and for how long.</param>
/// <param name="origin">The port at which the engine serves.</param>
/// <param name="checker">Told before listed fragments are deleted.</param>
/// <param name="watch">Waits for a time while the group is looked at.</param>
internal sealed class Disturber(DisturbedInput input, Random random, int origin, GroupChecker checker, Func<TimeSpan, Task> watch)
{
    /// <summary>A file that does not grow for 30 s has ended, by definition; others may be silent for longer.</summary>
    private const int LongestFreezeOfFile = 20;

    private const int LongestFreeze = 40;
    private const int MostGarbage = 64 * 1024;

    /// <summary>Disturbs, and returns when it is over.</summary>
    /// <returns>What was done, in a few words.</returns>
    public async Task<string> ApplyAsync(Disturbance disturbance)
    {
        int which = random.Next(Math.Max(1, input.Encoders.Count));
        switch (disturbance)
        {
            case Disturbance.Cut:
                return await CutAsync(which).ConfigureAwait(false);
            case Disturbance.Freeze:
                return await FreezeAsync(which).ConfigureAwait(false);
            case Disturbance.OtherCodecs:
                input.Encoders[which].Leave();
                input.Encoders[which].Change();
                await watch(Seconds(0, 3)).ConfigureAwait(false);
                input.Encoders[which].Return();
                return $"other configuration of {NameOf(which)}";
            case Disturbance.Garbage:
                return await GarbageAsync(which).ConfigureAwait(false);
            case Disturbance.Neighbours:
                TimeSpan length = Seconds(5, 20);
                int[] ports = input.OpenPort > 0 ? [origin, input.OpenPort] : [origin];
                await Task.WhenAll(Neighbours.CallAsync(random, ports, length), watch(length)).ConfigureAwait(false);
                return $"strangers for {length.TotalSeconds:0} s";
            case Disturbance.DeletedFolder:
                string folder = random.Next(2) == 0 ? input.Definition.GroupFolder : input.Definition.TargetFolder;
                checker.Forgive();
                TargetDisk.Delete(folder);
                checker.Forgive();
                return $"deleted {Path.GetFileName(folder)}";
            default:
                return await FillAsync().ConfigureAwait(false);
        }
    }

    private async Task<string> CutAsync(int which)
    {
        if (input.Relays.Count > 0 && random.Next(2) == 0)
        {
            bool isReset = random.Next(2) == 0;
            input.Relays[which].Cut(isReset);
            return $"{NameOf(which)} {(isReset ? "reset" : "hung up")}";
        }

        TimeSpan away = Seconds(0, 15);
        input.Encoders[which].Leave();
        await watch(away).ConfigureAwait(false);
        input.Encoders[which].Return();
        return $"{NameOf(which)} away for {away.TotalSeconds:0} s";
    }

    private async Task<string> FreezeAsync(int which)
    {
        TimeSpan length = Seconds(5, input.GrowingFile.Length > 0 ? LongestFreezeOfFile : LongestFreeze);
        if (input.Relays.Count > 0 && random.Next(2) == 0)
        {
            input.Relays[which].IsHeld = true;
            await watch(length).ConfigureAwait(false);
            input.Relays[which].IsHeld = false;
            return $"{NameOf(which)} held for {length.TotalSeconds:0} s on the way";
        }

        input.Encoders[which].Freeze();
        await watch(length).ConfigureAwait(false);
        input.Encoders[which].Thaw();
        return $"{NameOf(which)} stopped for {length.TotalSeconds:0} s";
    }

    private async Task<string> GarbageAsync(int which)
    {
        int times = random.Next(1, 5);
        for (int i = 0; i < times; i++)
        {
            byte[] garbage = new byte[random.Next(1, MostGarbage)];
            random.NextBytes(garbage);
            if (input.Relays.Count > 0)
            {
                input.Relays[which].Inject(garbage);
            }
            else if (input.GrowingFile.Length > 0)
            {
                using var file = new FileStream(input.GrowingFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, 0);
                file.Write(garbage);
            }
            else
            {
                Neighbours.SendDatagrams(random, input.DatagramPort, random.Next(1, 100));
            }

            await watch(Seconds(0, 3)).ConfigureAwait(false);
        }

        return $"{times} times garbage for {NameOf(which)}";
    }

    private async Task<string> FillAsync()
    {
        TimeSpan length = Seconds(5, 20);
        if (!input.Disk.IsMounted)
        {
            checker.Forgive();
        }

        checker.Excuse(length);
        input.Disk.Fill();
        await watch(length).ConfigureAwait(false);
        input.Disk.Empty();
        return $"{input.Disk.Fullness} for {length.TotalSeconds:0} s";
    }

    private static string NameOf(int which) => $"encoder {which + 1}";

    private TimeSpan Seconds(int least, int most) => TimeSpan.FromSeconds(least + random.NextDouble() * (most - least));
}
