namespace Edge.Contracts;

/// <summary>How the numbers of one output of a release were distributed on this device.</summary>
/// <param name="Output">Label of the finding or segment.</param>
/// <param name="Counts">
/// Numbers in each bin: from an edge on and below the next; the first takes what lies below it too, the last what lies on its upper edge and above. A probability counts, where
/// there is none the volume in mL, where there is neither the predicted value.
/// </param>
public sealed record OutputCounts(string Output, IReadOnlyList<long> Counts);
