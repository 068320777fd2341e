using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Ts;

/// <summary>Makes samples of the PES packets of one elementary stream.</summary>
internal interface ITsTrack : IPesConsumer
{
    /// <summary>What it is to a viewer.</summary>
    Content Content { get; }

    /// <summary>Whether it turned out that the stream cannot be packaged.</summary>
    bool IsRefused { get; }
}
