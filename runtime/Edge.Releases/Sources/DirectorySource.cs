using System.Diagnostics.CodeAnalysis;
using Edge.Releases.Storage;

namespace Edge.Releases.Sources;

/// <summary>A folder, on a USB stick for example. Links, pipes and devices on it are not followed.</summary>
/// <param name="root">The folder.</param>
public sealed class DirectorySource(string root) : IReleaseSource
{
    /// <inheritdoc/>
    [SuppressMessage("Reliability", "CA2000", Justification = "What is returned owns the file.")]
    public Task<SourceFile> OpenAsync(IReadOnlyList<string> path, SourcePosition from, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(from);
        cancellation.ThrowIfCancellationRequested();
        string name = string.Join('/', path);
        if (path.Any(segment => segment is "" or "." or ".." || segment.Contains('/', StringComparison.Ordinal) || segment.Contains('\0', StringComparison.Ordinal)))
        {
            throw new TrustException(TrustFailure.NotFound, $"A folder cannot hold a file called '{name}'.");
        }

        try
        {
            FileStream file = RegularFile.Open(Path.Combine([root, .. path]));
            long offset = from.OffsetBytes <= file.Length ? from.OffsetBytes : 0;
            file.Position = offset;
            return Task.FromResult(new SourceFile(file, offset, validator: null));
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
