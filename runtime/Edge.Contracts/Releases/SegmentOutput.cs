namespace Edge.Contracts;

/// <summary>One segment.</summary>
/// <param name="Channel">Its label after <c>argmax</c> or in an output of labels; after <c>threshold</c> its channel.</param>
/// <param name="Label">Short name for lists.</param>
/// <param name="Code">Coded concept for results.</param>
/// <param name="FindingPositiveAtMl">Volume in mL from which the segment counts as present; 0: any voxel. An image has no volume, so that it needs 0.</param>
public sealed record SegmentOutput(int Channel, string Label, CodedConcept Code, double FindingPositiveAtMl)
{
    /// <summary>The output that it is read from; absent or null where there is one only.</summary>
    public string? Tensor { get; init; }

    /// <summary>Unit of <c>mean</c> (UCUM), for example Hounsfield units; absent or null: no unit is known.</summary>
    public CodedConcept? MeanUnit { get; init; }

    /// <summary>What kind of thing it is, Segmented Property Category (0062,0003); absent or null: a morphologically abnormal structure.</summary>
    public CodedConcept? Category { get; init; }

    /// <summary>Where in the body it is; absent or null: not said.</summary>
    public CodedConcept? Site { get; init; }

    /// <summary>Colour in which it is shown, <c>#RRGGBB</c>; absent or null: one of a palette.</summary>
    public string? Colour { get; init; }
}
