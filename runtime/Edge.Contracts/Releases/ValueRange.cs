namespace Edge.Contracts;

/// <summary>A closed range.</summary>
/// <param name="Min">Least value accepted.</param>
/// <param name="Max">Greatest value accepted.</param>
public sealed record ValueRange(double Min, double Max)
{
    /// <summary>True when <paramref name="value"/> lies within, bounds included.</summary>
    public bool Contains(double value) => value >= Min && value <= Max;
}
