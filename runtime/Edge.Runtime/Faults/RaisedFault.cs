using Edge.Contracts;

namespace Edge.Runtime.Faults;

/// <summary>A fault that a slice has raised: waiting to be shown, shown, or waiting to disappear.</summary>
/// <param name="fault">Which fault.</param>
/// <param name="detail">What was seen.</param>
/// <param name="since">When it began, as the clock said.</param>
/// <param name="at">When it began, in time of the board, which no clock that is set changes.</param>
internal sealed class RaisedFault(Fault fault, string detail, DateTimeOffset since, TimeSpan at)
{
    /// <summary>Which fault.</summary>
    public Fault Fault { get; } = fault;

    /// <summary>Who sees it: a few, named in code.</summary>
    public HashSet<string> Sources { get; } = new(StringComparer.Ordinal);

    /// <summary>What was seen last.</summary>
    public string Detail { get; set; } = detail;

    /// <summary>It has lasted long enough to be shown.</summary>
    public bool IsShown { get; set; }

    /// <summary>When it disappears, in time of the board; null while it is raised.</summary>
    public TimeSpan? ClearsAt { get; set; }

    /// <summary>When it changes by itself, in time of the board; null: not before somebody raises or clears it.</summary>
    public TimeSpan? NextChange => ClearsAt ?? (IsShown ? null : at + Fault.ShowAfter);

    /// <summary>As it is shown.</summary>
    public FaultView View() => new(Fault.Code, Fault.Title, Fault.Severity, Detail, Fault.Action, since) { Meaning = Fault.Meaning };
}
