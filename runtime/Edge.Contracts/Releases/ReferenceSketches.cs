namespace Edge.Contracts;

/// <summary>
/// The content of <c>reference-sketches.json</c>: how the outputs of a model were distributed when it was validated, for whoever compares what a fleet sends with it.
/// A release may have none; the appliance does not read it.
/// </summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Source">On what it was measured, in words.</param>
/// <param name="Sketches">One for each watched output.</param>
public sealed record ReferenceSketches(int SchemaVersion, string Source, IReadOnlyList<ReferenceSketch> Sketches)
{
    /// <summary>The file's name within a release.</summary>
    public const string FileName = "reference-sketches.json";

    /// <summary>The schema version this code reads.</summary>
    public const int CurrentSchemaVersion = 1;
}

/// <summary>The distribution of one output.</summary>
/// <param name="Output">Its label.</param>
/// <param name="Quantity">What was counted: <c>probability</c>, <c>volume-ml</c>, <c>value</c> or <c>score</c>.</param>
/// <param name="BinEdges">Edges of the bins, those of the manifest's <c>monitor</c>.</param>
/// <param name="Counts">Values in each bin: from an edge up to the next, which is left out; the last bin takes its upper edge and what lies above.</param>
/// <param name="Count">Values in all.</param>
public sealed record ReferenceSketch(string Output, string Quantity, IReadOnlyList<double> BinEdges, IReadOnlyList<long> Counts, long Count);
