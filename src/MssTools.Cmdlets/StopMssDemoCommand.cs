using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Stop-MSSDemo</c>: ends what <c>Start-MSSDemo</c> started, and deletes its files.</summary>
[Cmdlet(VerbsLifecycle.Stop, "MSSDemo", SupportsShouldProcess = true)]
public sealed class StopMssDemoCommand : MssEngineCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        var channel = new DemoChannel(Engine);
        string[] own = Engine.IsHere ? [.. DemoFolders.Of(Engine.Service)] : [];
        ILookup<string, MssGroup> groups = channel.Groups.ToLookup(group => group.TargetFolder);

        // Also where somebody removed the streams, and the server is left.
        string[] folders = [.. groups.Select(of => of.Key).Union(own.Where(folder => channel.ServerOf(folder) is not null))];
        if (folders.Length == 0)
        {
            throw new MssException(MssError.NotFound, $"No demo runs {Where}.", "Start-MSSDemo starts one.");
        }

        foreach (string folder in folders.Where(folder => ShouldProcess(Path.Join(folder, DemoChannel.GroupName), "Stop demo and delete its files")))
        {
            Attempt(folder, () =>
            {
                StopServer(channel.ServerOf(folder));
                if (groups[folder].All(Remove) && own.Contains(folder))
                {
                    DeleteIfEmpty(folder);
                }
            });
        }
    }

    private void StopServer(MssServer? server)
    {
        if (server is not null)
        {
            Engine.StopServer(server.Id);
            WriteVerbose($"{server.Url} is closed after {server.Requests} requests.");
        }
    }

    private bool Remove(MssGroup group)
    {
        string place = group.Definition.GroupFolder;
        WriteVerbose($"Ending the streams of the demo: {string.Join(", ", group.Streams)}.");
        int left = Engine.RemoveGroup(group.Definition.Identity, deleteFile: true, StopToken);
        if (left > 0)
        {
            // Who is being stopped can write to the host alone.
            Host.UI?.WriteWarningLine($"{left} files of the demo are left in '{place}'. Run the command again to delete them.");
            return false;
        }

        WriteVerbose($"Deleted '{place}'.");
        return true;
    }

    private void DeleteIfEmpty(string folder)
    {
        try
        {
            Directory.Delete(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            WriteVerbose($"'{folder}' stays: {failure.Message}");
        }
    }
}
