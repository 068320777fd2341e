namespace MssTools.Core.EvoStream;

/// <summary>One <c>name=value</c> of a command.</summary>
/// <param name="Name">As it was typed; the server takes it without regard to case.</param>
/// <param name="Text">The value as a whole, what was escaped in it included.</param>
/// <param name="Values">The value as a list: what stands between commas, without empty entries. One entry where there is no comma.</param>
internal sealed record EvoStreamSetting(string Name, string Text, IReadOnlyList<string> Values);
