using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>
/// Takes the property Path of a row, such as a line of a CSV file. PowerShell would make a text of the whole row and take that for a
/// path.
/// </summary>
internal sealed class PathOfRowAttribute : ArgumentTransformationAttribute
{
    private const string Complaint = "The row has no property Path.";

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        inputData is not PSObject { BaseObject: PSCustomObject } row ? inputData
        : row.Properties[nameof(NewMssStreamCommand.Path)]?.Value is { } path && $"{path}".Length > 0 ? path
        : throw new ArgumentTransformationMetadataException(Complaint, new PSInvalidCastException(Complaint)); // other properties may bind
}
