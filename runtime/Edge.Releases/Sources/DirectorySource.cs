using Edge.Releases.Storage;

namespace Edge.Releases.Sources;

/// <summary>A folder, on a USB stick for example. Links, pipes and devices on it are not followed.</summary>
/// <param name="root">The folder.</param>
public sealed class DirectorySource(string root) : IReleaseSource
{
    /// <inheritdoc/>
    public Task<Stream> OpenAsync(IReadOnlyList<string> path, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(path);
        cancellation.ThrowIfCancellationRequested();
        string name = string.Join('/', path);
        if (path.Any(segment => segment is "" or "." or ".." || segment.Contains('/', StringComparison.Ordinal) || segment.Contains('\0', StringComparison.Ordinal)))
        {
            throw new TrustException(TrustFailure.NotFound, $"A folder cannot hold a file called '{name}'.");
        }

        try
        {
            return Task.FromResult<Stream>(RegularFile.Open(Path.Combine([root, .. path])));
        }
        catch (FileNotFoundException exception)
        {
            throw new TrustException(TrustFailure.NotFound, $"'{root}' has no {name}.", exception);
        }
        catch (IOException exception)
        {
            throw new TrustException(TrustFailure.Unreachable, $"{name} cannot be read: {exception.Message}", exception);
        }
    }
}
