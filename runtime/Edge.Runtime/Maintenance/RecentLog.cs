using System.Globalization;
using Edge.Contracts;

namespace Edge.Runtime.Maintenance;

/// <summary>The latest lines of the log, kept in memory for support bundles: the journal is not the service's to read.</summary>
internal sealed class RecentLog(TimeProvider time)
{
    private const int MaxLines = 2000;
    private const int MaxLength = 500;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();

    /// <summary>The lines, the oldest first.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Adds a line; the oldest goes where there are 2,000.</summary>
    public void Add(LogLevel level, string category, int eventId, string message)
    {
        string line = PlainText.OneLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {level}: {category}[{eventId}] {message}"));
        lock (_lock)
        {
            if (_lines.Count == MaxLines)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(line.Length <= MaxLength ? line : line[..MaxLength]);
        }
    }
}
