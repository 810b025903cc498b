namespace Edge.Contracts;

/// <summary>One finding of a classifier.</summary>
/// <param name="Channel">Index along the output's channel axis.</param>
/// <param name="Label">Short name for lists.</param>
/// <param name="Code">Coded concept for results.</param>
public sealed record FindingOutput(int Channel, string Label, CodedConcept Code)
{
    /// <summary>The output that it is read from; absent or null where there is one only.</summary>
    public string? Tensor { get; init; }

    /// <summary>Where in the body it is; absent or null: not said.</summary>
    public CodedConcept? Site { get; init; }
}
