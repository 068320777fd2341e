using System.Net;

namespace MssTools;

/// <summary>What a viewer asks for, as a script that authorizes viewers sees it.</summary>
/// <param name="Path">The path after decoding, from <c>/</c>, without query.</param>
/// <param name="Query">The query with its question mark, not decoded; empty where there is none.</param>
/// <param name="Headers">The request's headers, by name without regard to case; several of a name are joined with commas.</param>
/// <param name="Address">The client's address.</param>
public sealed record ViewerRequest(
    string Path, string Query, IReadOnlyDictionary<string, string> Headers, IPAddress Address);
