using MssTools.Core.Objects;

namespace MssTools.Core.Tests.Objects;

/// <summary>What a double is asked.</summary>
/// <param name="Act">What for.</param>
/// <param name="Key">The key; of a list, the prefix.</param>
/// <param name="Condition">Of a put: what must be true.</param>
internal sealed record ObjectRequest(ObjectAct Act, string Key, PutCondition Condition = default);

/// <summary>What an object store is asked for.</summary>
internal enum ObjectAct
{
    /// <summary>To store.</summary>
    Put,

    /// <summary>To give.</summary>
    Get,

    /// <summary>To say whether there is one.</summary>
    Head,

    /// <summary>To list; one request is one page.</summary>
    List,

    /// <summary>To delete.</summary>
    Delete,
}
