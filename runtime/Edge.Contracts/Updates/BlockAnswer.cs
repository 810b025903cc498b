namespace Edge.Contracts;

/// <summary>Names of the user properties on <c>update/block</c>, and what they may say.</summary>
public static class BlockAnswer
{
    /// <summary>Where the block begins in the file, in bytes, decimal.</summary>
    public const string Offset = "offset";

    /// <summary>Bytes of the whole file, decimal.</summary>
    public const string Size = "size";

    /// <summary>In place of a block: why there is none.</summary>
    public const string Problem = "problem";

    /// <summary><see cref="Problem"/>: there is no such file.</summary>
    public const string NotFound = "not-found";

    /// <summary><see cref="Problem"/>: the file cannot be read now, or has no such part.</summary>
    public const string Unreadable = "unreadable";
}
