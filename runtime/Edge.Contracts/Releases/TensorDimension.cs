namespace Edge.Contracts;

/// <summary>The sizes one axis of a tensor may have; fixed when least and greatest are equal.</summary>
/// <param name="Name">Axis letter, as in the layout.</param>
/// <param name="Min">Least size, from 1.</param>
/// <param name="Max">Greatest size.</param>
/// <param name="MultipleOf">The size must be a multiple of this; 1 where any will do.</param>
public sealed record TensorDimension(string Name, int Min, int Max, int MultipleOf)
{
    /// <summary>True for a size that the axis may have.</summary>
    public bool Allows(long size) => size >= Min && size <= Max && size % MultipleOf == 0;

    /// <summary>The sizes in words: <c>1 to 256 in steps of 16</c>.</summary>
    public override string ToString() =>
        (Min == Max ? $"{Min}" : $"{Min} to {Max}") + (MultipleOf == 1 ? string.Empty : $" in steps of {MultipleOf}");
}
