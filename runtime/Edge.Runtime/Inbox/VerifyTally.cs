using Edge.Contracts;

namespace Edge.Runtime.Inbox;

/// <summary>Counts what a verification comes upon, and tells it.</summary>
internal sealed class VerifyTally(TimeProvider time, Func<VerifyMessage, Task> tell, long objectsInAll)
{
    /// <summary>Kinds of findings.</summary>
    public const string Missing = "missing", Changed = "changed", Unreadable = "unreadable", Stray = "stray";

    private readonly Dictionary<string, long> _found = new(StringComparer.Ordinal) { [Missing] = 0, [Changed] = 0, [Unreadable] = 0, [Stray] = 0 };
    private readonly long _began = time.GetTimestamp();
    private long _bytes;
    private long _recorded;

    /// <summary>Objects looked at.</summary>
    public long Objects { get; private set; }

    /// <summary>An object was read.</summary>
    public void Took(long bytes)
    {
        Objects++;
        _bytes += bytes;
    }

    /// <summary>An object was hashed for the first time.</summary>
    public void Recorded() => _recorded++;

    /// <summary>Something is wrong.</summary>
    public Task FindAsync(string kind, string file, string detail)
    {
        _found[kind]++;
        return tell(new VerifyMessage(null, new VerifyFinding(kind, file, detail), null));
    }

    /// <summary>Tells how far it is.</summary>
    public Task TellProgressAsync() => tell(new VerifyMessage(new VerifyProgress(Objects, objectsInAll, _bytes), null, null));

    /// <summary>What it came to.</summary>
    public VerifyReport Report() => new(
        Objects, _bytes, _recorded, _found[Missing], _found[Changed], _found[Unreadable], _found[Stray], time.GetElapsedTime(_began).TotalSeconds);
}
