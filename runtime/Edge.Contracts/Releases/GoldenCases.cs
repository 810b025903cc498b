namespace Edge.Contracts;

/// <summary>The content of <c>golden/cases.json</c>: inputs with what a release must give for them, on every device, before it serves.</summary>
/// <param name="Cases">The cases, 1 to <see cref="CountMax"/>.</param>
public sealed record GoldenCases(IReadOnlyList<GoldenCase> Cases)
{
    /// <summary>The file's name within <c>golden/</c>.</summary>
    public const string FileName = "cases.json";

    /// <summary>Most cases of a release.</summary>
    public const int CountMax = 100;
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
/// <param name="Findings">Every finding; one that comes out and is not listed is a difference.</param>
/// <param name="Segments">Volumes of segments, measured on the labels as they are in the end, whether or not the manifest has <c>measure</c>.</param>
/// <param name="Probes">Values of the network's output, within the manifest's engine tolerance.</param>
public sealed record GoldenExpectation(
    ResultOutcome Outcome,
    IReadOnlyList<GoldenFinding> Findings,
    IReadOnlyList<GoldenSegment> Segments,
    IReadOnlyList<GoldenProbe> Probes);

/// <summary>One expected finding.</summary>
/// <param name="Label">Label of the manifest.</param>
/// <param name="Present">Present or not.</param>
/// <param name="Probability">0..1 for a classifier, the highest score of a detector's boxes, else null.</param>
/// <param name="VolumeMl">Volume in mL for a segment that is measured, else null.</param>
public sealed record GoldenFinding(string Label, bool Present, double? Probability, double? VolumeMl)
{
    /// <summary>The number of a regression; absent or null: not compared.</summary>
    public double? Value { get; init; }

    /// <summary>Longest diameter of a segment within a slice, in mm; absent or null: not compared.</summary>
    public double? DiameterMm { get; init; }

    /// <summary>Mean of the modality's values in a segment; absent or null: not compared.</summary>
    public double? Mean { get; init; }

    /// <summary>Every box of a detector, in any order, empty for none; absent or null: not compared.</summary>
    public IReadOnlyList<DetectedBox>? Boxes { get; init; }
}

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
/// <param name="Probability">Largest difference of a probability, or of the score of a box.</param>
/// <param name="VolumeMl">Largest difference of a volume, in mL.</param>
public sealed record GoldenTolerance(double Probability, double VolumeMl)
{
    /// <summary>Largest difference of a regression's number, in its unit; absent or null: 0.</summary>
    public double? Value { get; init; }

    /// <summary>Largest difference of a diameter, in mm; absent or null: 0.</summary>
    public double? DiameterMm { get; init; }

    /// <summary>Largest difference of a mean, in the modality's unit; absent or null: 0.</summary>
    public double? Mean { get; init; }

    /// <summary>Largest difference of an edge of a box, in pixels of the source; absent or null: 0.</summary>
    public double? BoxPixels { get; init; }
}
