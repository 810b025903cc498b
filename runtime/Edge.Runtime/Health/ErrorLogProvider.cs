using Edge.Contracts;

namespace Edge.Runtime.Health;

/// <summary>Feeds the <see cref="ErrorLog"/> with everything that is logged as an error or worse.</summary>
[ProviderAlias("ErrorLog")]
internal sealed class ErrorLogProvider(ErrorLog errors, TimeProvider time) : ILoggerProvider
{
    private const string OwnPrefix = "Edge.Runtime.";

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new SliceLogger(SliceOf(categoryName), errors, time);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // Edge.Runtime.Inbox.StorageScp is the slice Inbox; a foreign category is its first word.
    private static string SliceOf(string category)
    {
        string rest = category.StartsWith(OwnPrefix, StringComparison.Ordinal) ? category[OwnPrefix.Length..] : category;
        int point = rest.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? rest : rest[..point];
    }

    private sealed class SliceLogger(string slice, ErrorLog errors, TimeProvider time) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Error or LogLevel.Critical;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                string message = formatter(state, exception);
                errors.Add(new ErrorView(time.GetUtcNow(), slice, exception is null ? message : $"{message} ({exception.Message})"));
            }
        }
    }
}
