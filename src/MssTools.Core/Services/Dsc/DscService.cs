namespace MssTools.Core.Services.Dsc;

/// <summary>The service that a resource is about.</summary>
internal static class DscService
{
    /// <summary>The variable that names its state folder where the instance does not.</summary>
    public const string Variable = "MSSTOOLS_STATE_PATH";

    /// <summary>Connects to it.</summary>
    /// <param name="statePath">Full path of its state folder; null: as the variable says, else the user's own or the machine's, as Connect-MSSService has it.</param>
    /// <exception cref="MssException">InvalidSetting, or Unavailable: nobody answers there, or it is about to start.</exception>
    public static ServiceClient Connect(string? statePath)
    {
        string path = DscPath.Whole("The state folder", statePath ?? Environment.GetEnvironmentVariable(Variable) ?? StatePaths.ToConnect);
        if (!File.Exists(ServiceHost.SocketOf(path)))
        {
            throw new MssException(
                MssError.Unavailable,
                $"No service runs in the state folder '{path}'.",
                $"Start it: Start-MSSService, or Install-MSSService once. Another folder is named by the property {DscInput.StatePathName} or the variable {Variable}.");
        }

        var service = ServiceClient.ToFolder(path, path);
        try
        {
            return service.GetService().State != MssServiceState.Starting
                ? service
                : throw new MssException(MssError.Unavailable, $"The service in the state folder '{path}' is about to start.", "Try again in some seconds.");
        }
        catch
        {
            service.Dispose();
            throw;
        }
    }
}
