using Edge.Contracts;
using Edge.Dicom;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Loading;
using Edge.Inference.Pipeline.Postprocess;

namespace Edge.Inference.Results;

/// <summary>What a completed job knows that its DICOM objects are made of. Nothing in it depends on the clock or on how often the job ran.</summary>
internal sealed record ObjectContext
{
    /// <summary>UIDs of the objects.</summary>
    public required ResultUids Uids { get; init; }

    /// <summary>Date and time that the objects bear.</summary>
    public required DateTimeOffset ContentTime { get; init; }

    /// <summary>Device and versions.</summary>
    public required RuntimeLineage Runtime { get; init; }

    /// <summary>The unit, with its revision.</summary>
    public required JobUnit Unit { get; init; }

    /// <summary>What the model says of its outputs.</summary>
    public required ModelManifest Manifest { get; init; }

    /// <summary>The model.</summary>
    public required ModelIdentity Model { get; init; }

    /// <summary>What ran it.</summary>
    public required EngineUsed Engine { get; init; }

    /// <summary>Every input, in the order used.</summary>
    public required IReadOnlyList<SourceInstance> Inputs { get; init; }

    /// <summary>The slices that findings are about.</summary>
    public required SourceGrid Source { get; init; }

    /// <summary>The findings, in the manifest's order: findings, segments, values, detections.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>What belongs to which segment.</summary>
    public required IReadOnlyList<Segmentation> Segmentations { get; init; }

    /// <summary>The result that this one replaces, with its objects; null when there is none.</summary>
    public required ReplacedResult? Replaces { get; init; }

    /// <summary>Ends the making of objects; none is affected by when.</summary>
    public CancellationToken Deadline { get; init; }

    /// <summary>Attributes of the first source.</summary>
    public DicomDataset First => Source.Slices[0].File.Dataset;

    /// <summary>The findings that are segments, each with its place among all segments.</summary>
    public IReadOnlyList<ReportedSegment> Segments => field ??= ReportedSegment.Of(this);
}
