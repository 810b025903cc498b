namespace Edge.Releases.Sources;

/// <summary>Where metadata and targets come from. Nothing it gives is trusted; it may lie, be slow, or never end.</summary>
public interface IReleaseSource
{
    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">Names of folders and the file, as they are, not encoded.</param>
    /// <param name="from">Where reading is to begin; a source that cannot do that begins at 0 and says so.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="TrustException"><see cref="TrustFailure.NotFound"/>, or <see cref="TrustFailure.Unreachable"/>.</exception>
    Task<SourceFile> OpenAsync(IReadOnlyList<string> path, SourcePosition from, CancellationToken cancellation);
}
