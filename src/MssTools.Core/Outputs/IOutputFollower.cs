namespace MssTools.Core.Outputs;

/// <summary>Who goes by what one output of a group stores and publishes.</summary>
internal interface IOutputFollower : IStoringWatcher
{
    /// <summary>Told of each event of the group when what follows from it is published, in order.</summary>
    void Follow(PublishedUpdate publication);

    /// <summary>Nothing more is published.</summary>
    void Failed(Exception failure);
}
