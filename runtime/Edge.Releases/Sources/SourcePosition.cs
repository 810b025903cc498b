namespace Edge.Releases.Sources;

/// <summary>Where reading a file goes on.</summary>
/// <param name="OffsetBytes">Bytes that are there already.</param>
/// <param name="Validator">
/// What the source gave with the file before, so that it can tell whether the file is still the same (RFC 9110 §8.8); null: it gave nothing.
/// </param>
public sealed record SourcePosition(long OffsetBytes, string? Validator)
{
    /// <summary>The beginning of a file.</summary>
    public static SourcePosition Start { get; } = new(0, null);
}
