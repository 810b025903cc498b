namespace Edge.Runtime.Maintenance;

/// <summary>Gives the log's lines to <see cref="RecentLog"/>.</summary>
[ProviderAlias("Recent")]
internal sealed class RecentLogProvider(RecentLog recent) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Lines(recent, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Lines(RecentLog recent, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                recent.Add(logLevel, category, eventId.Id, exception is null ? formatter(state, exception) : $"{formatter(state, exception)} {exception.GetType().Name}: {exception.Message}");
            }
        }
    }
}
