using Xunit.Abstractions;
using Xunit.Sdk;

namespace MssTools.Integration.Tests;

/// <summary>A test that runs once more where it failed; the first failure is reported, the second one fails.</summary>
public sealed class PlayerTestCase : XunitTestCase
{
    /// <summary>For xunit, which fills it from its serialized form.</summary>
    [Obsolete("For xunit's serializer only.")]
    public PlayerTestCase()
    {
    }

    /// <param name="diagnostics">Gets xunit's own messages.</param>
    /// <param name="display">How the test is named.</param>
    /// <param name="options">How the name is made readable.</param>
    /// <param name="method">The test.</param>
    /// <param name="arguments">A theory's row; null for a fact.</param>
    public PlayerTestCase(
        IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method, object[]? arguments = null)
        : base(diagnostics, display, options, method, arguments)
    {
    }

    /// <inheritdoc/>
    public override async Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink,
        IMessageBus messageBus,
        object[] constructorArguments,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource)
    {
        using var first = new HeldMessages(messageBus);
        var failures = new ExceptionAggregator(aggregator);
        RunSummary summary = await base.RunAsync(diagnosticMessageSink, first, constructorArguments, failures, cancellationTokenSource);
        if (summary.Failed == 0 && !failures.HasExceptions)
        {
            first.PassOn();
            return summary;
        }

        FlakyReport.Add(DisplayName, first.Failure ?? failures.ToException()?.Message ?? "No reason was given.");
        return await base.RunAsync(diagnosticMessageSink, messageBus, constructorArguments, aggregator, cancellationTokenSource);
    }

    /// <summary>Keeps what a run tells until it is known whether it counts.</summary>
    private sealed class HeldMessages(IMessageBus target) : IMessageBus
    {
        private readonly Lock _lock = new();
        private readonly List<IMessageSinkMessage> _messages = [];

        /// <summary>What the test failed with.</summary>
        public string? Failure { get; private set; }

        public bool QueueMessage(IMessageSinkMessage message)
        {
            lock (_lock)
            {
                _messages.Add(message);
                if (message is ITestFailed failed)
                {
                    Failure ??= ExceptionUtility.CombineMessages(failed) + "\n" + ExceptionUtility.CombineStackTraces(failed) + "\n" + failed.Output;
                }
            }

            return true;
        }

        public void PassOn() => _messages.ForEach(message => target.QueueMessage(message));

        public void Dispose()
        {
            // The target is the runner's.
        }
    }
}
