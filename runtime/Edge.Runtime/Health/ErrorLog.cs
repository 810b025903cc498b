using Edge.Contracts;

namespace Edge.Runtime.Health;

/// <summary>The last errors that were logged, for the page.</summary>
internal sealed class ErrorLog
{
    /// <summary>How many are kept.</summary>
    public const int Capacity = 50;

    private const int MaxMessageLength = 500;

    private readonly Lock _lock = new();
    private readonly Queue<ErrorView> _errors = new(Capacity);
    private long _changes;

    /// <summary>Rises with every error.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>The errors, the newest first.</summary>
    public IReadOnlyList<ErrorView> Latest
    {
        get
        {
            lock (_lock)
            {
                return [.. _errors.Reverse()];
            }
        }
    }

    /// <summary>Keeps an error; the oldest makes room.</summary>
    public void Add(ErrorView error)
    {
        lock (_lock)
        {
            if (_errors.Count == Capacity)
            {
                _errors.Dequeue();
            }

            _errors.Enqueue(error.Message.Length > MaxMessageLength ? error with { Message = error.Message[..MaxMessageLength] } : error);
        }

        Interlocked.Increment(ref _changes);
    }
}
