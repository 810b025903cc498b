namespace Edge.Runtime.Engines;

/// <summary>Releases that do not serve yet and are being tried: their engines are made beside those of the active ones.</summary>
internal sealed class EngineCandidates
{
    private readonly Lock _gate = new();
    private readonly List<EngineSubject> _subjects = [];

    /// <summary>All of them.</summary>
    public IReadOnlyList<EngineSubject> All()
    {
        lock (_gate)
        {
            return [.. _subjects];
        }
    }

    /// <summary>Adds one.</summary>
    public void Add(EngineSubject subject)
    {
        lock (_gate)
        {
            _subjects.Add(subject);
        }
    }

    /// <summary>Takes one away.</summary>
    public void Remove(EngineSubject subject)
    {
        lock (_gate)
        {
            _subjects.Remove(subject);
        }
    }
}
