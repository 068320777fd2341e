using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Security;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>
/// What stands for <c>${env:NAME}</c>, <c>${file:path}</c> and <c>${secret:name}</c> in a configuration: a variable of the environment, the first line of
/// a file, or a secret of SecretManagement.
/// </summary>
/// <param name="cmdlet">In whose session Get-Secret runs.</param>
internal sealed class ConfigurationValues(PSCmdlet cmdlet)
{
    /// <summary>The value.</summary>
    /// <exception cref="MssException">NotFound: there is none.</exception>
    public string Of(string kind, string name) => kind == "secret" ? OfVault(name) : SecretReference.ValueOf(kind, name);

    private string OfVault(string name)
    {
        const string Script = "param($name) Get-Secret -Name $name -ErrorAction Stop";
        try
        {
            return cmdlet.InvokeCommand.InvokeScript(Script, useNewScope: true, System.Management.Automation.Runspaces.PipelineResultTypes.None, (IList?)null, name)
                .FirstOrDefault()?.BaseObject switch
            {
                SecureString secret => new NetworkCredential("", secret).Password,
                string text => text,
                PSCredential credential => credential.GetNetworkCredential().Password,
                _ => throw Absent($"The secret '{name}' is no text and no credential", "Store it with Set-Secret as a text."),
            };
        }
        catch (RuntimeException failure)
        {
            throw Absent($"The secret '{name}' cannot be had: {failure.Message}", "Install Microsoft.PowerShell.SecretManagement, and register and unlock its vault.");
        }
    }

    private static MssException Absent(string what, string advice) => new(MssError.NotFound, what + ".", advice);
}
