using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>Takes True and False as text, as the line of a CSV file has them. PowerShell would pass over them.</summary>
internal sealed class SwitchOfRowAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is not string text ? inputData
        : string.IsNullOrWhiteSpace(text) ? false
        : bool.TryParse(text, out bool isOn) ? isOn
        : throw new ArgumentTransformationMetadataException($"'{text}' is neither True nor False.");
}
