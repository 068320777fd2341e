using System.Diagnostics;
using System.Globalization;
using MssTools.Fuzz;

// MssTools.Fuzz <folder of sound inputs> <file pattern> <minutes> [seed] [file|stream|session|rtmp|http|post|control]
// Changes the inputs at random and packages each result into nothing. "rtmp" makes sessions of encoders that push the FLV
// files; "post" has the files POSTed to a publishing
// point; "control" has requests of a service read; "http" sends requests to an origin that serves groups made of the first file. Ends with 1 if anything but a clear error came out; what broke is then in the folder "findings".
if (args.Length < 3)
{
    Console.Error.WriteLine("Usage: MssTools.Fuzz folder pattern minutes [seed] [file|stream|session|rtmp|http|post|control]");
    return 2;
}

InputWay way = args.Length > 4 ? Enum.Parse<InputWay>(args[4], ignoreCase: true) : InputWay.File;
string[] seeds = [.. Directory.EnumerateFiles(args[0], args[1], SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
double minutes = double.Parse(args[2], CultureInfo.InvariantCulture);
int seed = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : Environment.TickCount;
if (seeds.Length == 0)
{
    Console.Error.WriteLine($"No file in '{args[0]}' matches '{args[1]}'.");
    return 2;
}

var output = new NoOutput();
HttpInput? http = way == InputWay.Http ? new HttpInput(Path.GetFullPath(seeds[0])) : null;
using ControlInput? control = way == InputWay.Control ? new ControlInput() : null;
IReadOnlyList<byte[]> corpus = control is not null
    ? ControlInput.Corpus
    : http is not null
    ? HttpCorpus.Make(http.Root.Targets, seed)
    : [.. seeds.Select(path => way == InputWay.Rtmp ? RtmpInput.Session(path) : File.ReadAllBytes(path))];
var mutator = new Mutator(seed, corpus);
var victim = new Victim(control is not null ? control.Consume : http is not null ? http.Consume : way == InputWay.Rtmp ? new RtmpInput(output).Consume : way == InputWay.Post ? new PostInput(output).Consume : new ReaderInput(way, output).Consume);
var watch = Stopwatch.StartNew();
long runs = 0;
int findings = 0;
for (; watch.Elapsed.TotalMinutes < minutes; runs++)
{
    byte[] input = mutator.Next();
    if (victim.Run(input) is { } finding)
    {
        findings++;
        string path = Path.Join(Directory.CreateDirectory("findings").FullName, $"{seed}-{runs}.bin");
        File.WriteAllBytes(path, input);
        Console.WriteLine($"{path}: {finding}");
    }
}

Console.WriteLine(
    $"{args[1]}: {runs} inputs in {watch.Elapsed.TotalMinutes:f1} min (seed {seed}), {victim.Whole} read to the end, {victim.Refused} refused, "
    + $"slowest {victim.Slowest.TotalMilliseconds:f0} ms, largest allocation {victim.LargestAllocation / 1048576.0:f1} MiB, {findings} findings");
if (http is not null)
{
    Console.WriteLine($"Answers: {string.Join(", ", http.Answers.Select(a => $"{a.Value} × {a.Key}"))}");
}

return findings == 0 ? 0 : 1;
