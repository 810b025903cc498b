namespace Edge.Contracts;

/// <summary>One class of objects that a detector finds. Boxes of a class that is not listed are left out.</summary>
/// <param name="Class">Its number: what the output of classes holds, else the index among the class scores from 0.</param>
/// <param name="Label">Short name for lists.</param>
/// <param name="Code">Coded concept for results.</param>
public sealed record DetectionOutput(int Class, string Label, CodedConcept Code)
{
    /// <summary>Where in the body it is; absent or null: not said.</summary>
    public CodedConcept? Site { get; init; }
}
