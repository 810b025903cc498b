using Edge.Releases.Sources;
using Edge.Releases.Storage;
using Edge.Releases.Tuf;
using Edge.Releases.Tuf.Metadata;

namespace Edge.Releases.Repository;

/// <summary>Copies what devices see of a repository to a folder, a USB stick for example: all roots, and the latest of everything else.</summary>
/// <param name="folder">The repository.</param>
/// <param name="clock">Judges whether what is exported still holds.</param>
public sealed class RepositoryExport(RepositoryFolder folder, TimeProvider clock)
{
    /// <summary>Exports. On return the copy is durable and a device that trusts the first root has been shown to accept it.</summary>
    /// <param name="destination">The folder; made if it is missing.</param>
    /// <param name="cancellation">Ends it; the copy is then not complete.</param>
    /// <returns>Targets copied.</returns>
    /// <exception cref="TrustException">The repository has nothing published, has expired, or cannot be copied.</exception>
    public async Task<int> RunAsync(string destination, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(destination);
        string metadata = Path.Combine(destination, RepositoryFolder.MetadataName);
        string targets = Path.Combine(destination, RepositoryFolder.TargetsName);
        string trusted = Directory.CreateTempSubdirectory("edge-export-").FullName;
        try
        {
            Directory.CreateDirectory(metadata);
            Directory.CreateDirectory(targets);

            // 1. A device's own client reads the repository, so that what is copied is what a device would take.
            string source = Path.Combine(folder.Public, RepositoryFolder.MetadataName);
            using MetadataStore store = MetadataStore.Open(trusted);
            store.Initialize(await File.ReadAllBytesAsync(Path.Combine(source, "1.root.json"), cancellation));
            var client = new TufClient(
                store, new DirectorySource(source), new DirectorySource(Path.Combine(folder.Public, RepositoryFolder.TargetsName)), TufLimits.Default, clock);
            await client.RefreshAsync(cancellation);

            // 2. Targets, 3. metadata, and the timestamp last.
            foreach (TargetFile target in client.Targets)
            {
                cancellation.ThrowIfCancellationRequested();
                string copy = Path.Combine(targets, Path.GetRelativePath(Path.Combine(folder.Public, RepositoryFolder.TargetsName), folder.TargetFile(target.Path, target.Hash!)));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                await client.DownloadAsync(target, copy, keepPartial: false, cancellation);
            }

            foreach (string file in MetadataFiles(source))
            {
                DurableFile.Replace(Path.Combine(metadata, Path.GetFileName(file)), await File.ReadAllBytesAsync(file, cancellation));
            }

            return client.Targets.Count;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TrustException(TrustFailure.Store, $"'{destination}' cannot be written: {exception.Message}", exception);
        }
        finally
        {
            Directory.Delete(trusted, recursive: true);
        }
    }

    private IEnumerable<string> MetadataFiles(string source) =>
    [
        .. Directory.GetFiles(source, $"*.{RoleNames.FileOf(RoleNames.Root)}"),
        Named(source, RoleNames.Targets),
        Named(source, RoleNames.Snapshot),
        Path.Combine(source, RoleNames.FileOf(RoleNames.Timestamp)),
    ];

    private string Named(string source, string role) =>
        Path.Combine(source, FormattableString.Invariant($"{folder.Published(role)!.Version}.{RoleNames.FileOf(role)}"));
}
