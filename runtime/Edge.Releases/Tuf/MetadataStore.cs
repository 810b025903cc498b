using Edge.Releases.Storage;
using Edge.Releases.Tuf.Metadata;

namespace Edge.Releases.Tuf;

/// <summary>
/// Trusted metadata on disk: one file for each role, byte for byte as it came, replaced atomically and synced. Its owner is one process at a
/// time.
/// </summary>
public sealed class MetadataStore : IDisposable
{
    private const string LockFile = ".lock";

    // Steps over a crash between trusting a root that rotates keys and removing what the old keys signed (§5.3.11).
    private const string RotationFile = ".rotated";

    private readonly FileStream _lock;
    private readonly string _folder;

    private MetadataStore(string folder, FileStream owner)
    {
        _folder = folder;
        _lock = owner;
    }

    /// <summary>Opens a folder, making it if it is missing.</summary>
    /// <exception cref="TrustException">It cannot be used, or another process uses it.</exception>
    public static MetadataStore Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        try
        {
            Directory.CreateDirectory(folder);
            return new MetadataStore(folder, new FileStream(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TrustException(TrustFailure.Store, $"The metadata folder '{folder}' cannot be used, or another process is using it: {exception.Message}", exception);
        }
    }

    /// <summary>Puts the first trusted root in place, from a source that is trusted by itself (TUF 1.0.34 §5.2). What else lay there is removed.</summary>
    /// <exception cref="TrustException">It is no root, or not signed by its own keys.</exception>
    public void Initialize(ReadOnlyMemory<byte> root)
    {
        _ = TrustedMetadata.Start(root, DateTimeOffset.UnixEpoch, TufLimits.Default);
        foreach (string file in Directory.GetFiles(_folder, "*.json"))
        {
            File.Delete(file);
        }

        Write(RoleNames.Root, root.Span);
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    /// <summary>The trusted file of a role; null when there is none, or it is longer than it may be.</summary>
    /// <exception cref="TrustException">It cannot be read.</exception>
    internal byte[]? Read(string role, int sizeMaxBytes)
    {
        try
        {
            var file = new FileInfo(PathOf(role));
            return file.Exists && file.Length <= sizeMaxBytes ? File.ReadAllBytes(file.FullName) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure(role, exception);
        }
    }

    /// <summary>Replaces the trusted file of a role; durable on return.</summary>
    /// <exception cref="TrustException">It cannot be written; the old one stays.</exception>
    internal void Write(string role, ReadOnlySpan<byte> file)
    {
        try
        {
            DurableFile.Replace(PathOf(role), file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure(role, exception);
        }
    }

    /// <summary>Notes durably that keys were rotated and what the old ones signed has to go.</summary>
    internal void NoteRotation() => Write(RotationFile, []);

    /// <summary>Removes timestamp and snapshot if a rotation was noted (§5.3.11); durable on return.</summary>
    internal void FinishRotation()
    {
        try
        {
            if (File.Exists(PathOf(RotationFile)))
            {
                DurableFile.Delete(PathOf(RoleNames.Timestamp));
                DurableFile.Delete(PathOf(RoleNames.Snapshot));
                DurableFile.Delete(PathOf(RotationFile));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure(RoleNames.Timestamp, exception);
        }
    }

    // A role's name is anything; encoded, it is one file in this folder. Delegation refuses the names of the top level and very long ones.
    private string PathOf(string role) => Path.Combine(_folder, role == RotationFile ? RotationFile : RoleNames.FileOf(Uri.EscapeDataString(role)));

    private static TrustException Failure(string role, Exception exception) =>
        new(TrustFailure.Store, $"The trusted {RoleNames.FileOf(role)} cannot be read or replaced: {exception.Message}", exception);
}
