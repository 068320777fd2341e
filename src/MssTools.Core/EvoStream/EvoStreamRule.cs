namespace MssTools.Core.EvoStream;

/// <summary>What one command of the media server becomes.</summary>
/// <param name="Command">The command's name.</param>
/// <param name="Apply">Takes each setting that the command has, whether it is given or not.</param>
/// <param name="Act">Does, over HTTP, what the call says; null for a command that becomes nothing.</param>
internal sealed record EvoStreamRule(string Command, Action<Translation> Apply, Func<EvoStreamTask, EvoStreamAnswer>? Act = null);
