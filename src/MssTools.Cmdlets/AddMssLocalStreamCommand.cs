using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary><c>Add-MSSLocalStream</c>: names an input, so that streams can be made from it.</summary>
[Cmdlet(VerbsCommon.Add, "MSSLocalStream", SupportsShouldProcess = true, DefaultParameterSetName = ByPath)]
[Alias("pullStream")]
[OutputType(typeof(LocalStream))]
public sealed class AddMssLocalStreamCommand : MssEngineCmdlet, IDynamicParameters
{
    private const string ByPath = "Path";
    private const string ByUri = "Uri";

    /// <summary>Name of the local stream; unique within the session, without regard to case.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(LocalStreamNameCompleter))]
    public string Name { get; set; } = "";

    /// <summary>A file: MP4, MOV, ISMV, FLV or MPEG-TS. It need not exist yet.</summary>
    [Parameter(ParameterSetName = ByPath, Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Source", "FullName")]
    public string Path { get; set; } = "";

    /// <summary>
    /// An address: udp, rtp, tcp, http, https, rtmp, rtmps, rtsp, rtsps, file, or <c>ffmpeg:</c> and its arguments. Text, because
    /// <c>udp://@:5000</c> is none to System.Uri.
    /// </summary>
    [Parameter(ParameterSetName = ByUri, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string Uri { get; set; } = "";

    /// <summary>Start again at the end of the file; for live streams.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SwitchOfRow]
    public SwitchParameter Loop { get; set; }

    /// <summary>The file is still being written: package what is there and go on with what comes.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SwitchOfRow]
    public SwitchParameter Follow { get; set; }

    /// <summary>Have the name stand for this input where it stands for another one; streams that read that go on.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Write the local stream.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    public object? GetDynamicParameters() => TakeEvoStreamWords();

    /// <inheritdoc/>
    protected override void ProcessItem() => Attempt(Name, () =>
    {
        var definition = new LocalStreamDefinition
        {
            Name = Name,
            Source = SourceOf(Uri.Length > 0 ? Uri : Path),
            Loop = Loop,
            Follow = Follow,
        };
        string shown = MssEngine.Shown(definition.Source);
        if ((Loop || Follow) && (MssEngine.IsAddress(definition.Source) || (Loop && Follow)))
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"-Loop and -Follow are for files, one of them at a time; the input is '{shown}'.",
                "Leave out what does not apply.");
        }

        if (!ShouldProcess($"{Name} ({shown})", "Add local stream"))
        {
            return;
        }

        if (Force)
        {
            WriteVerbose($"{Engine.Ensure(definition, isPlan: false)}");
        }

        LocalStream added = Engine.AddLocalStream(definition);
        if (PassThru)
        {
            WriteObject(added);
        }
    });
}
