namespace Edge.Contracts;

/// <summary>One number that is predicted as it is: a regression.</summary>
/// <param name="Channel">Index along the output's channel axis.</param>
/// <param name="Label">Short name for lists.</param>
/// <param name="Code">What the number is of.</param>
/// <param name="Unit">Its unit (UCUM).</param>
public sealed record ValueOutput(int Channel, string Label, CodedConcept Code, CodedConcept Unit)
{
    /// <summary>The output that it is read from; absent or null where there is one only.</summary>
    public string? Tensor { get; init; }
}
