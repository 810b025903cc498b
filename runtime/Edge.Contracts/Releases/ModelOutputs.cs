namespace Edge.Contracts;

/// <summary>What the network gives, and what that means.</summary>
/// <param name="Tensors">The outputs that are read, in any order; outputs that the graph has beside them are not computed.</param>
/// <param name="Findings">Findings of a classifier, by channel.</param>
/// <param name="Segments">Segments, by label or channel.</param>
/// <param name="Values">Numbers that are predicted as they are, by channel.</param>
/// <param name="Detections">Classes of objects that are found with a box.</param>
/// <param name="Objects">
/// DICOM objects to make of a result: <c>sr</c>, a structured report; <c>seg</c>, a binary segmentation, or <c>seg-fractional</c>, one of probabilities;
/// <c>sc</c>, a picture.
/// </param>
public sealed record ModelOutputs(
    IReadOnlyList<OutputTensor> Tensors,
    IReadOnlyList<FindingOutput> Findings,
    IReadOnlyList<SegmentOutput> Segments,
    IReadOnlyList<ValueOutput> Values,
    IReadOnlyList<DetectionOutput> Detections,
    IReadOnlyList<string> Objects)
{
    /// <summary>True: a segmentation has no frames where a segment is empty; absent or false: it has one for every slice.</summary>
    public bool OmitEmptyFrames { get; init; }

    /// <summary>Content Qualification (0018,9004) of the objects: <c>PRODUCT</c>, <c>RESEARCH</c> or <c>SERVICE</c>; absent or null: <c>RESEARCH</c>.</summary>
    public string? ContentQualification { get; init; }

    /// <summary>The tensor that a step or an output means.</summary>
    /// <param name="name">Its name; null where there is one only.</param>
    /// <returns>Null where there is none of that name.</returns>
    public OutputTensor? Find(string? name) => name is null ? Tensors.Count == 1 ? Tensors[0] : null : Tensors.FirstOrDefault(tensor => tensor.Tensor == name);
}
