namespace Edge.Contracts;

/// <summary>The sizes that an axis may have at some point between the source and the network.</summary>
/// <param name="Min">Least.</param>
/// <param name="Max">Greatest.</param>
internal readonly record struct SizeRange(double Min, double Max)
{
    /// <summary>One size.</summary>
    public static SizeRange Of(double size) => new(size, size);

    /// <summary>The range of both.</summary>
    public SizeRange Or(SizeRange other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));

    /// <summary>The range after a step that never changes the order of sizes.</summary>
    public SizeRange Map(Func<double, double> step) => new(step(Min), step(Max));

    /// <summary>True when the dimension allows a size of the range.</summary>
    public bool Meets(TensorDimension dimension)
    {
        double from = Math.Max(Min, dimension.Min);
        double to = Math.Min(Max, dimension.Max);
        return Math.Ceiling(from / dimension.MultipleOf) * dimension.MultipleOf <= to;
    }

    /// <inheritdoc/>
    public override string ToString() => Min == Max ? FormattableString.Invariant($"{Min}") : FormattableString.Invariant($"{Min} to {Max}");
}
