namespace Edge.Contracts;

/// <summary>The content of <c>golden/cases.json</c>: inputs with what a release must give for them, on every device, before it serves.</summary>
/// <param name="Cases">The cases; at least one.</param>
public sealed record GoldenCases(IReadOnlyList<GoldenCase> Cases)
{
    /// <summary>The file's name within <c>golden/</c>.</summary>
    public const string FileName = "cases.json";
}

/// <summary>One golden case.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Inputs">DICOM files relative to <c>golden/</c>; all of one unit.</param>
/// <param name="Expected">What must come out.</param>
/// <param name="Tolerance">How closely.</param>
public sealed record GoldenCase(string Name, IReadOnlyList<string> Inputs, GoldenExpectation Expected, GoldenTolerance Tolerance)
{
    /// <summary>What each stage must leave, in their order; null: the maker says nothing of stages, and only the network's output and the findings are compared.</summary>
    public IReadOnlyList<GoldenStage>? Stages { get; init; }
}

/// <summary>What a golden case must give.</summary>
/// <param name="Outcome">How it ends.</param>
/// <param name="Findings">Every finding.</param>
/// <param name="Segments">The volume of every segment.</param>
/// <param name="Probes">Values of the network's output, within the manifest's engine tolerance.</param>
public sealed record GoldenExpectation(
    ResultOutcome Outcome,
    IReadOnlyList<GoldenFinding> Findings,
    IReadOnlyList<GoldenSegment> Segments,
    IReadOnlyList<GoldenProbe> Probes);

/// <summary>One expected finding.</summary>
/// <param name="Label">Label of the manifest.</param>
/// <param name="Present">Present or not.</param>
/// <param name="Probability">0..1 for a classifier, else null.</param>
/// <param name="VolumeMl">Volume in mL for a segment, else null.</param>
public sealed record GoldenFinding(string Label, bool Present, double? Probability, double? VolumeMl);

/// <summary>The expected volume of a segment.</summary>
/// <param name="Label">Label of the manifest.</param>
/// <param name="VolumeMl">Volume in mL.</param>
public sealed record GoldenSegment(string Label, double VolumeMl);

/// <summary>One expected value of an output of the network.</summary>
/// <param name="Index">Place in the output, in the order of its layout.</param>
/// <param name="Value">The value.</param>
public sealed record GoldenProbe(IReadOnlyList<int> Index, double Value)
{
    /// <summary>The output; absent or null: the manifest's first.</summary>
    public string? Tensor { get; init; }
}

/// <summary>How closely findings must agree.</summary>
/// <param name="Probability">Largest difference of a probability.</param>
/// <param name="VolumeMl">Largest difference of a volume, in mL.</param>
public sealed record GoldenTolerance(double Probability, double VolumeMl);
