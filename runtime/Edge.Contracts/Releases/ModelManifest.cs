using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>Everything that turns a study into a finding; a model brings data, never code.</summary>
public sealed record ModelManifest
{
    /// <summary>The file's name within a release directory.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The schema version this code reads.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Version of this format; <see cref="CurrentSchemaVersion"/>.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>Name that routes refer to: 1 to 64 of <c>a-z 0-9 -</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Semantic version of the release.</summary>
    public required string Version { get; init; }

    /// <summary>What an operator reads.</summary>
    public required string Title { get; init; }

    /// <summary>What one job covers.</summary>
    public required UnitKind Unit { get; init; }

    /// <summary>What the model may be given; anything else is not applicable, with the reason.</summary>
    public required AcceptedInput Accepts { get; init; }

    /// <summary>The tensors that the network reads, all that its graph has; exactly one of them is an image.</summary>
    public required IReadOnlyList<ModelInput> Inputs { get; init; }

    /// <summary>The input that is an image.</summary>
    /// <exception cref="InvalidOperationException">There is none, which the check of a manifest reports.</exception>
    [JsonIgnore]
    public ImageInput Image => Inputs.OfType<ImageInput>().First();

    /// <summary>Steps from stored pixels to the input tensor, in order.</summary>
    public required IReadOnlyList<PreprocessStep> Preprocess { get; init; }

    /// <summary>True where the steps before the network work on a volume: it reads one, or each slice of one.</summary>
    [JsonIgnore]
    public bool IsOfVolume => Image.IsVolume || Preprocess.Any(static step => step is EachSliceStep);

    /// <summary>Steps from the output tensor to findings, in order.</summary>
    public required IReadOnlyList<PostprocessStep> Postprocess { get; init; }

    /// <summary>What the outputs mean.</summary>
    public required ModelOutputs Outputs { get; init; }

    /// <summary>Which engines may run it, and how well they must agree.</summary>
    public required EngineRequirement Engine { get; init; }

    /// <summary>What to watch while it serves; null: nothing beyond the common metrics.</summary>
    public required MonitorPlan? Monitor { get; init; }

    /// <summary>How it is compared with the release that serves before it may; null or left out: it is not.</summary>
    public ShadowPlan? Shadow { get; init; }
}

/// <summary>What one job covers (PS3.3 A.1: patient, study, series, instance).</summary>
public enum UnitKind
{
    /// <summary>One SOP instance.</summary>
    [JsonStringEnumMemberName("instance")]
    Instance,

    /// <summary>All instances of one series.</summary>
    [JsonStringEnumMemberName("series")]
    Series,
}

/// <summary>Which engines may run a model, and how well they must agree with the golden cases.</summary>
/// <param name="Rungs">Allowed rungs: tensorrt-fp16, tensorrt-fp32, cuda, cpu. The device's configuration has the order.</param>
/// <param name="Precision">Precision of the weights: <c>fp32</c>.</param>
/// <param name="Tolerance">Largest difference of an output tensor element from its golden value.</param>
/// <param name="DeadlineSeconds">Longest a job may run, in seconds.</param>
/// <param name="LeastNodeFraction">Least fraction of the network's nodes that an accelerator's provider must take, 0..1; null: 0.9.</param>
public sealed record EngineRequirement(
    IReadOnlyList<string> Rungs, string Precision, Tolerance Tolerance, double DeadlineSeconds, double? LeastNodeFraction = null)
{
    /// <summary>Nine nodes of ten: a network that falls back for more than that is no faster than the rung below.</summary>
    public const double DefaultLeastNodeFraction = 0.9;

    /// <summary>The fraction that holds.</summary>
    [JsonIgnore]
    public double LeastFraction => LeastNodeFraction ?? DefaultLeastNodeFraction;
}

/// <summary>Allowed difference: |a − b| ≤ absolute + relative · |b|.</summary>
/// <param name="Absolute">In the unit of the value.</param>
/// <param name="Relative">Fraction of the expected value.</param>
public sealed record Tolerance(double Absolute, double Relative);

/// <summary>What to watch while a model serves.</summary>
/// <param name="Outputs">Labels of findings or segments whose distribution is kept.</param>
/// <param name="BinEdges">Edges of the bins, ascending.</param>
/// <param name="DriftMax">
/// Largest population stability index of an output, against the release before on the same device, with which a new release may stay; null: it is not judged by its outputs. 0.01 to 10.
/// </param>
public sealed record MonitorPlan(IReadOnlyList<string> Outputs, IReadOnlyList<double> BinEdges, double? DriftMax = null);
