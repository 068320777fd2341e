using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Measure-MSSCapacity</c>: how many live channels a machine takes, and how fast it packages recordings, by doing both.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "MSSCapacity", SupportsShouldProcess = true)]
[OutputType(typeof(MssCapacity))]
public sealed class MeasureMssCapacityCommand : MssEngineCmdlet
{
    private static readonly CapacityDefinition s_defaults = new();

    /// <summary>
    /// The folder, or the address of an object store, that the channels are stored below, in a folder of their own that is deleted afterwards; the temporary
    /// folder where omitted.
    /// </summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? TargetFolder { get; set; }

    /// <summary>Bit rate of the picture of each channel, in kilobits a second, 100 to 20000.</summary>
    [Parameter]
    [ValidateRange(100, 20_000)]
    public int BitrateKbps { get; set; } = s_defaults.BitrateKbps;

    /// <summary>Not more channels than this are tried, 1 to 10000.</summary>
    [Parameter]
    [ValidateRange(1, 10_000)]
    public int MaxChannels { get; set; } = s_defaults.MaxChannels;

    /// <summary>What is to be left free of processors and memory, in percent, 0 to 90.</summary>
    [Parameter]
    [ValidateRange(0, 90)]
    public int HeadroomPercent { get; set; } = s_defaults.HeadroomPercent;

    /// <summary>How long it may take, in seconds, 30 to 3600.</summary>
    [Parameter]
    [ValidateRange(30, 3600)]
    public int TimeLimit { get; set; } = (int)s_defaults.TimeLimit.TotalSeconds;

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        var definition = new CapacityDefinition
        {
            TargetFolder = TargetFolder is null ? "" : FolderPath(TargetFolder),
            BitrateKbps = BitrateKbps,
            MaxChannels = MaxChannels,
            HeadroomPercent = HeadroomPercent,
            TimeLimit = TimeSpan.FromSeconds(TimeLimit),
        };
        if (!ShouldProcess(TargetFolder is null ? "the temporary folder" : definition.TargetFolder, $"Load the machine for up to {TimeLimit} s {Where}"))
        {
            return;
        }

        var record = new ProgressRecord(0, $"Measuring what {(Engine.Service.Length == 0 ? "this machine" : Engine.Service)} takes", "Channels are started until it is too many");
        MssCapacity measured;
        try
        {
            measured = Engine.MeasureCapacity(definition, Show, StopToken);
        }
        finally
        {
            record.RecordType = ProgressRecordType.Completed;
            WriteProgress(record);
        }

        foreach (string warning in measured.Warnings)
        {
            WriteWarning(warning);
        }

        WriteObject(measured);

        void Show(int done, int all)
        {
            record.PercentComplete = Math.Clamp(100 * done / Math.Max(1, all), 0, 100);
            record.SecondsRemaining = all - done;
            WriteProgress(record);
        }
    }
}
