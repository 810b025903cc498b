namespace Edge.Contracts;

/// <summary>
/// A box around what a detector found, in the pixels of the source: x along the columns, y along the rows, 0, 0 the corner of the first pixel and
/// 1, 1 the corner across it (PS3.3 C.10.5.1.2), and for a volume z along the slices in the order used, counted the same way.
/// </summary>
/// <param name="Score">0..1.</param>
/// <param name="Min">Least x, y and for a volume z.</param>
/// <param name="Max">Greatest x, y and for a volume z.</param>
public sealed record DetectedBox(double Score, IReadOnlyList<double> Min, IReadOnlyList<double> Max)
{
    /// <summary>True for a box of the same numbers: the lists themselves would compare by reference.</summary>
    /// <param name="other">Another box.</param>
    public bool Equals(DetectedBox? other) => other is not null && Score.Equals(other.Score) && Min.SequenceEqual(other.Min) && Max.SequenceEqual(other.Max);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Score, Min.Count > 0 ? Min[0] : 0, Max.Count > 0 ? Max[0] : 0);
}
