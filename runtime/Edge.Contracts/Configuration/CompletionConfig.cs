namespace Edge.Contracts;

/// <summary>When a study counts as complete. Whichever holds first completes it; an object that comes later opens it again.</summary>
public record CompletionConfig
{
    /// <summary>Silence after its last object that always completes it, in seconds. 0.1 to 86400.</summary>
    public required double QuietSeconds { get; init; }

    /// <summary>
    /// Silence that completes it once its sender has released its last association, in seconds, at most QuietSeconds; null: a release says nothing.
    /// </summary>
    public required double? ReleasedQuietSeconds { get; init; }

    /// <summary>Silence before expected counts and stacks are believed, in seconds, at most QuietSeconds where there are any.</summary>
    public required double SettleSeconds { get; init; }

    /// <summary>Attributes that say how many objects there will be and are believed, of <see cref="ExpectedCountNames.All"/>; empty: none.</summary>
    public required IReadOnlyList<string> Counts { get; init; }

    /// <summary>When a series counts as a whole stack of slices; null: never.</summary>
    public required StackConfig? Stack { get; init; }
}

/// <summary>When a series counts as a whole stack: instance numbers from 0 or 1 on without a gap, and slices at equal distances.</summary>
/// <param name="LeastSlices">Slices it must have. 2 to 10000.</param>
/// <param name="Tolerance">How far a slice may lie from its place in a regular stack, as a share of the slice distance. 0.001 to 0.5.</param>
public sealed record StackConfig(int LeastSlices, double Tolerance);
