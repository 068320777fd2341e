using System.Globalization;
using MssTools.Core.Manifests;
using Xunit;

namespace MssTools.Core.Tests.Repairs;

/// <summary>Whatever happens to a group: a repair ends with a manifest that the checks pass, or says what is left, or refuses and changes nothing.</summary>
public sealed class DamagedGroupTests : IDisposable
{
    private const int Blows = 4;

    private readonly TemporaryFolder _folder = new();
    private readonly MssEngine _engine = new(TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 200)]
    [InlineData(2, 200)]
    public void EveryDamage_IsMendedOrNamed(int renditions, int rounds)
    {
        string whole = RecordedGroup.Make(_engine, _folder.Join("web"), renditions);
        string copy = _folder.Join("copy.ismc");
        File.Copy(Path.Join(whole, "manifest.ismc"), copy);
        int refused = 0;
        for (int seed = 0; seed < rounds; seed++)
        {
            var random = new Random(seed);
            string group = _folder.Join("damaged", seed.ToString(CultureInfo.InvariantCulture));
            Copy(whole, group);
            for (int i = random.Next(1, Blows); i > 0; i--)
            {
                Damage(group, random);
            }

            refused += Mend(group, random.Next(2) == 0 ? copy : null, seed) ? 0 : 1;
            Directory.Delete(group, recursive: true);
        }

        Assert.InRange(refused, 1, rounds / 2); // those whose codecs nothing tells any more
    }

    private bool Mend(string group, string? from, int seed)
    {
        string[] before = Files(group);
        MssRepair repair;
        try
        {
            repair = Repair(group, from);
        }
        catch (MssException refusal)
        {
            Assert.True(refusal.Code is MssError.NotFound or MssError.NoMedia && from is null, $"{seed}: {refusal.Message}");
            Assert.Equal(before, Files(group));
            return false;
        }

        List<MssFinding> errors = [.. _engine.CheckAsync(
            new CheckDefinition { Path = repair.ManifestPath, Severity = FindingSeverity.Error }, default).ToBlockingEnumerable()];
        Assert.True(errors.TrueForAll(error => repair.Unmended.Any(said => said.Contains(error.Message, StringComparison.Ordinal))), $"{seed}: {string.Join('\n', errors)}");
        Assert.Empty(before.Where(file => !IsManifest(file)).Except(Files(group)));
        Assert.Contains(Files(group), file => before.Any(old => IsManifest(old) && file.EndsWith(old[(old.IndexOf(' ', StringComparison.Ordinal) + 1)..], StringComparison.Ordinal)) || !before.Any(IsManifest));
        MssRepair again = Repair(group, from);
        Assert.False(again.IsNeeded, $"{seed}: {string.Join('\n', again.Changes)}");

        // Each fragment that is there is listed, or it is said why not.
        PublishedManifest manifest = ClientManifestReader.Read(repair.ManifestPath);
        var listed = manifest.StreamIndexes.SelectMany(index => index.Levels.SelectMany(level => index.Fragments.Select(f => index.Url.Fill(level.Bitrate, f.Time)))).ToHashSet();
        IEnumerable<string> there = before.Select(file => file[..file.IndexOf(' ', StringComparison.Ordinal)]).Where(file => file.EndsWith(".fmp4", StringComparison.Ordinal) && file[0] is >= '0' and <= '9');
        Assert.True(!there.Where(file => !listed.Contains(file)).Except(repair.LeftOut.Select(left => left.Path)).Any(), $"{seed}: {string.Join('\n', repair.Changes)}");
        return true;
    }

    private static void Damage(string group, Random random)
    {
        string manifest = Path.Join(group, "manifest.ismc");
        string[] fragments = [.. Directory.EnumerateFiles(group, "*.fmp4", SearchOption.AllDirectories).Where(path => Path.GetFileName(path)[0] != '.').Order(StringComparer.Ordinal)];
        string fragment = fragments[random.Next(fragments.Length)];
        byte[] bytes = File.Exists(manifest) ? File.ReadAllBytes(manifest) : [];
        switch (random.Next(9))
        {
            case 0:
                File.Delete(manifest);
                break;
            case 1:
                File.WriteAllBytes(manifest, bytes[..random.Next(bytes.Length + 1)]);
                break;
            case 2 when bytes.Length > 0:
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(7));
                File.WriteAllBytes(manifest, bytes);
                break;
            case 3:
                File.Delete(fragment);
                break;
            case 4:
                using (FileStream file = File.OpenWrite(fragment))
                {
                    file.SetLength(random.NextInt64(file.Length));
                }

                break;
            case 5:
                byte[] content = File.ReadAllBytes(fragment);
                content[random.Next(Math.Min(content.Length, 600))] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(fragment, content);
                break;
            case 6:
                File.WriteAllText(Path.Join(Path.GetDirectoryName(fragment), $".{random.Next(1000)}.fmp4.partial"), "half");
                File.WriteAllText(Path.Join(group, "notes.txt"), "foreign");
                break;
            case 7 when !OperatingSystem.IsWindows():
                string link = Path.Join(Path.GetDirectoryName(fragment), FormattableString.Invariant($"{random.Next(1000)}0000000.fmp4"));
                if (!Path.Exists(link))
                {
                    File.CreateSymbolicLink(link, fragment);
                }

                break;
            default:
                File.WriteAllBytes(manifest, []);
                break;
        }
    }

    private MssRepair Repair(string group, string? from) =>
        _engine.Repair(new RepairDefinition { Path = group, From = from }, _ => true, (_, _) => { }, default);

    private static void Copy(string from, string to)
    {
        foreach (string path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Join(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
    }

    private static bool IsManifest(string file) => file.StartsWith("manifest.ismc ", StringComparison.Ordinal);

    private static string[] Files(string group) =>
    [
        .. Directory.EnumerateFiles(group, "*", SearchOption.AllDirectories)
            .Where(path => new FileInfo(path).LinkTarget is null)
            .Select(path => $"{Path.GetRelativePath(group, path).Replace('\\', '/')} {Convert.ToHexString(File.ReadAllBytes(path))}"),
    ];
}
