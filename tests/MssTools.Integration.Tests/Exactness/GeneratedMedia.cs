using System.Collections.Concurrent;

namespace MssTools.Integration.Tests.Exactness;

/// <summary>Files that ffmpeg makes for the tests, each once per run.</summary>
internal static class GeneratedMedia
{
    private const string Picture = "-f lavfi -i testsrc2=size=192x108:rate=25:duration=8 ";
    private const string Sound = "-f lavfi -i aevalsrc=sin(440*2*PI*t)|sin(330*2*PI*t):sample_rate=48000:duration=8 ";
    private const string Avc = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -b:v 100k -g 50 -keyint_min 50 -sc_threshold 0 ";
    private const string Aac = "-c:a aac -b:a 48k ";
    private const string Loop = "-stream_loop 359 -i ";

    // Name and how it is made: plain arguments, or "=" and the file that is only put into another container.
    private static readonly Dictionary<string, string> s_recipes = new()
    {
        ["bframes.mp4"] = Picture + Sound + Avc + "-bf 2 -b_strategy 0 " + Aac,
        ["shallow.mp4"] = Picture + Sound + Avc + "-bf 1 -b_strategy 0 -x264-params b-pyramid=none -b:a 64k " + Aac,
        ["nobframes.mp4"] = Picture + Sound + Avc + "-bf 0 " + Aac,
        ["faststart.mp4"] = "=bframes.mp4 -movflags +faststart",
        ["quick.mov"] = "=bframes.mp4",
        ["negative.mp4"] = "=bframes.mp4 -movflags +negative_cts_offsets",
        ["fragmented.mp4"] = "=bframes.mp4 -movflags +frag_keyframe+empty_moov+default_base_moof",
        ["delayed.mp4"] = "=bframes.mp4 -movflags +frag_keyframe+delay_moov",
        ["smooth.ismv"] = "=bframes.mp4 -f ismv",
        ["flash.flv"] = "=bframes.mp4",
        ["broadcast.ts"] = "=bframes.mp4",
        ["lowdelay.ts"] = "=nobframes.mp4",
        ["late.mp4"] = "=bframes.mp4 -output_ts_offset 3600",
        ["trimmed.mp4"] = "-ss 3.28 -i bframes.mp4 -c copy",
        ["ntsc.mp4"] = Picture.Replace("rate=25", "rate=30000/1001", StringComparison.Ordinal) + Sound + Avc + "-bf 2 " + Aac,
        ["uneven.mp4"] = Picture + Sound + "-vf select=gt(mod(n\\,5)\\,1) -vsync vfr " + Avc + "-bf 2 " + Aac,
        ["cd.mp4"] = Picture + Sound + Avc + Aac + "-ar 44100",
        ["cd.flv"] = "=cd.mp4",
        ["surround.mp4"] = Picture + "-f lavfi -i anoisesrc=amplitude=0.05:sample_rate=48000:duration=8 " + Avc + Aac + "-ac 6",
        ["silent.mp4"] = Picture + Avc + "-bf 2",
        ["radio.mp4"] = Sound + Aac,
        ["radio.ts"] = "=radio.mp4",
        ["languages.mp4"] = Picture + Sound + Sound.Replace("440", "600", StringComparison.Ordinal) + Sound.Replace("440", "800", StringComparison.Ordinal)
            + "-map 0 -map 1 -map 2 -map 3 " + Avc + Aac
            + "-metadata:s:a:0 language=eng -metadata:s:a:1 language=fra -metadata:s:a:2 language=deu",
        ["languages-fragmented.mp4"] = "=languages.mp4 -map 0 -movflags +frag_keyframe+empty_moov",
        ["languages.ts"] = "=languages.mp4 -map 0",
        ["english.mp4"] = "=languages.mp4 -map 0:v -map 0:a:0",
        ["ten.mp4"] = Picture.Replace("duration=8", "duration=10", StringComparison.Ordinal)
            + Sound.Replace("duration=8", "duration=10", StringComparison.Ordinal) + Avc.Replace("100k", "40k", StringComparison.Ordinal)
            + "-bf 2 -c:a aac -b:a 24k -ac 1 -ar 44100",
        ["hour.mp4"] = Loop + "ten.mp4 -c copy",
    };

    private static readonly string s_folder = Directory.CreateTempSubdirectory("msstools-media-").FullName;
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> s_files = new();

    static GeneratedMedia() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(s_folder, recursive: true);

    /// <summary>Full path of a file, made now if it is not there yet.</summary>
    public static Task<string> GetAsync(string name) => s_files.GetOrAdd(name, n => new Lazy<Task<string>>(() => MakeAsync(n))).Value;

    private static async Task<string> MakeAsync(string name)
    {
        string recipe = s_recipes[name];
        if (recipe[0] == '=')
        {
            string[] parts = recipe[1..].Split(' ', 2);
            recipe = $"-i {parts[0]} -c copy {parts.ElementAtOrDefault(1)}";
        }

        string path = Path.Join(s_folder, name);
        List<string> arguments = ["-v", "error", "-y"];
        foreach (string word in recipe.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            arguments.Add(s_recipes.ContainsKey(word) ? await GetAsync(word) : word);
        }

        await Tool.RunAsync("ffmpeg", [.. arguments, path]);
        return path;
    }
}
