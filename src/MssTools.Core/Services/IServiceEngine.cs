namespace MssTools.Core.Services;

/// <summary>What a service can be told: all that an engine can, and what is about the service itself.</summary>
internal interface IServiceEngine : IMssEngine
{
    /// <summary>What the service is and how it is.</summary>
    MssService GetService();

    /// <summary>Asks the service to end: its broadcasts go on with its next start. Returns at once.</summary>
    void StopService();
}
