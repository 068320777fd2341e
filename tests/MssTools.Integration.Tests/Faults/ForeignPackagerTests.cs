using System.Diagnostics;
using System.Text;
using MssTools.Core;
using Xunit;

namespace MssTools.Integration.Tests.Faults;

/// <summary>A packager that is not ours dies: what it left plays again.</summary>
public class ForeignPackagerTests
{
    private const int Rate = 25;

    [ToolFact("ffmpeg")]
    public async Task Ffmpeg_Killed_IsRepairedToARecordingOfAllItsPictures()
    {
        using var folder = new TemporaryFolder();
        using (Process ffmpeg = Tool.Start(
            "ffmpeg", folder.FullName, "-v", "quiet", "-nostdin", "-re", "-f", "lavfi", "-i", $"testsrc2=s=160x90:r={Rate}", "-f", "lavfi", "-i", "sine=r=48000",
            "-map", "0", "-map", "0", "-map", "1", "-c:v", "libx264", "-g", $"{Rate}", "-bf", "2", "-b:v:0", "100k", "-b:v:1", "200k", "-c:a", "aac", "-b:a", "64k",
            "-f", "smoothstreaming", "-min_frag_duration", "1000000", "group"))
        {
            using var limit = new CancellationTokenSource(Patience.Of(30));
            while (Fragments(folder.FullName, "video") < 8)
            {
                Assert.False(ffmpeg.HasExited);
                await Task.Delay(50, limit.Token);
            }

            ffmpeg.Kill();
            await ffmpeg.WaitForExitAsync(limit.Token);
        }

        var engine = new MssEngine(TimeProvider.System);
        string group = Path.Join(folder.FullName, "group");
        MssException early = Assert.Throws<MssException>(() => Repair(engine, group, force: false));
        MssRepair repair = Repair(engine, group, force: true);

        Assert.Equal(MssError.GroupInUse, early.Code);
        Assert.True(repair.IsChanged);
        Assert.Empty(repair.Unmended);
        Assert.Equal(3, repair.Tracks.Count);
        Assert.Equal(Path.Join(group, "Manifest.replaced"), repair.KeptAside);
        Assert.False(Repair(engine, group, force: true).IsNeeded);
        foreach (MssRepairTrack track in repair.Tracks.Where(track => track.Name.StartsWith("video", StringComparison.Ordinal)))
        {
            Assert.Equal(track.FragmentCount * Rate, await PicturesAsync(group, track));
        }
    }

    private static MssRepair Repair(MssEngine engine, string group, bool force) =>
        engine.Repair(new RepairDefinition { Path = group, Force = force }, _ => true, (_, _) => { }, CancellationToken.None);

    private static int Fragments(string folder, string name) => Directory.Exists(Path.Join(folder, "group"))
        ? Directory.EnumerateFiles(folder, $"Fragments({name}=*", SearchOption.AllDirectories).Count() / 2
        : 0;

    // Counted in the files, by their trun boxes, and not by our own reader.
    private static async Task<int> PicturesAsync(string group, MssRepairTrack track)
    {
        string manifest = await File.ReadAllTextAsync(Path.Join(group, "Manifest"));
        Assert.Contains($"Chunks=\"{track.FragmentCount}\"", manifest, StringComparison.Ordinal);
        int pictures = 0;
        foreach (string path in Directory.EnumerateFiles(Path.Join(group, $"QualityLevels({track.Name.Split(' ')[1]})"), "Fragments(video=*"))
        {
            string time = Path.GetFileName(path)["Fragments(video=".Length..^1];
            pictures += manifest.Contains($"<c t=\"{time}\"", StringComparison.Ordinal) ? RowsOf(await File.ReadAllBytesAsync(path)) : 0;
        }

        return pictures;
    }

    private static int RowsOf(byte[] fragment)
    {
        int trun = fragment.AsSpan().IndexOf(Encoding.ASCII.GetBytes("trun"));
        return System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(fragment.AsSpan(trun + 8));
    }
}
