using Edge.Releases.Commands;
using Edge.Releases.Sources;
using Edge.Releases.Tuf.Metadata;

namespace Edge.Releases.Tuf;

/// <summary>
/// The client of The Update Framework 1.0.34 (§5). A refusal leaves everything trusted before in place, so that the next update can succeed.
/// Not for use by several threads at a time.
/// </summary>
/// <param name="store">Trusted metadata; already holds a root.</param>
/// <param name="metadata">Where metadata comes from.</param>
/// <param name="targets">Where targets come from.</param>
/// <param name="limits">Bounds.</param>
/// <param name="clock">The time that expiry is judged by: the larger of the system's and a persisted floor, on an appliance.</param>
public sealed class TufClient(MetadataStore store, IReleaseSource metadata, IReleaseSource targets, TufLimits limits, TimeProvider clock)
{
    private readonly BoundedDownload _download = new(limits, clock);
    private TrustedMetadata? _trusted;
    private TargetsMetadata? _targets;

    /// <summary>The targets that the top-level role itself lists; empty before a refresh.</summary>
    public IReadOnlyCollection<TargetFile> Targets => _targets is null ? [] : [.. _targets.Targets.Values];

    /// <summary>Who may command devices; null before a refresh, and where the list of targets names nobody.</summary>
    public CommandSigners? Commanders => _targets is null ? null : CommandSigners.Of(_targets);

    /// <summary>Updates the top-level metadata (§5.1 to §5.6.6). What is accepted is durable at once; what is refused is not kept.</summary>
    /// <exception cref="TrustException">Something was refused or could not be had.</exception>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        _trusted = null;
        _targets = null;

        // 1. Fix the time (§5.1) and load the trusted root (§5.2).
        byte[] root = store.Read(RoleNames.Root, limits.RootSizeMaxBytes)
            ?? throw new TrustException(TrustFailure.Store, "There is no trusted root. Start with one: edgectl tuf init.");
        TrustedMetadata trusted = TrustedMetadata.Start(root, clock.GetUtcNow(), limits);

        // 2. Root (§5.3), 3. timestamp (§5.4), 4. snapshot (§5.5), 5. targets (§5.6.1 to §5.6.6).
        await UpdateRootAsync(trusted, cancellation);
        await UpdateTimestampAsync(trusted, cancellation);
        await UpdateSnapshotAsync(trusted, cancellation);
        _targets = await LoadTargetsAsync(trusted, RoleNames.Targets, trusted.Root, cancellation);
        _trusted = trusted;
    }

    /// <summary>Finds what is said about a target (§5.6.7), refreshing first if that was not done yet.</summary>
    /// <param name="targetPath">Its path.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <returns>Null when no role that may speak for it does.</returns>
    /// <exception cref="TrustException">Metadata on the way was refused, or the path is not safe.</exception>
    public async Task<TargetFile?> FindAsync(string targetPath, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(targetPath);
        _ = TargetPath.Split(targetPath);
        if (_targets is null || _trusted is null)
        {
            await RefreshAsync(cancellation);
        }

        var search = new DelegationSearch(targetPath, limits.RoleVisitMax);
        return await search.RunAsync(_targets!, (role, delegator) => LoadTargetsAsync(_trusted!, role, delegator, cancellation));
    }

    /// <summary>
    /// Downloads a target (§5.7) unless the file holds it already. On return the file is whole, verified and durable; before that there is none, or
    /// the one that was there.
    /// </summary>
    /// <param name="target">What <see cref="FindAsync"/> found.</param>
    /// <param name="file">Path of the file; its folder exists.</param>
    /// <param name="keepPartial">What has come stays beside it when the download breaks off, and the next one goes on there.</param>
    /// <param name="cancellation">Ends the download.</param>
    /// <returns>False when the file held it already.</returns>
    /// <exception cref="TrustException">It was refused or could not be had.</exception>
    public async Task<bool> DownloadAsync(TargetFile target, string file, bool keepPartial, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentException.ThrowIfNullOrEmpty(file);
        string hash = target.Hash ?? throw new TrustException(TrustFailure.Mismatch, $"Metadata gives no hash of {target.Path} that this program can check (SHA-256, SHA-512).");
        var partial = new PartialFile(file);
        if (await TargetDownload.HoldsAsync(target, file, cancellation))
        {
            partial.Discard();
            return false;
        }

        IReadOnlyList<string> path = TargetPath.Split(target.Path);
        IReadOnlyList<string> source = _trusted?.Root.ConsistentSnapshot == true ? [.. path.SkipLast(1), $"{hash}.{path[^1]}"] : path;
        await new TargetDownload(_download, targets, source, target).FetchAsync(partial, keepPartial, cancellation);
        return true;
    }

    private async Task UpdateRootAsync(TrustedMetadata trusted, CancellationToken cancellation)
    {
        for (int count = 0; count < limits.RootCountMax; count++)
        {
            // §5.3.3: the next version, until there is none.
            byte[] next;
            try
            {
                next = await _download.ReadAsync(metadata, [FileOf(RoleNames.Root, trusted.Root.Expiry.Version + 1)], limits.RootSizeMaxBytes, cancellation);
            }
            catch (TrustException exception) when (exception.Failure == TrustFailure.NotFound)
            {
                break;
            }

            if (trusted.UpdateRoot(next))
            {
                // Before the new root is trusted durably, so that a crash between the two cannot lose it.
                store.NoteRotation();
            }

            store.Write(RoleNames.Root, next);
        }

        // §5.3.10, then §5.3.11: recovery from a fast-forward attack.
        trusted.FinishRoot();
        store.FinishRotation();
    }

    private async Task UpdateTimestampAsync(TrustedMetadata trusted, CancellationToken cancellation)
    {
        if (store.Read(RoleNames.Timestamp, limits.TimestampSizeMaxBytes) is { } before)
        {
            trusted.TryLoadTimestamp(before);
        }

        byte[] file = await _download.ReadAsync(metadata, [RoleNames.FileOf(RoleNames.Timestamp)], limits.TimestampSizeMaxBytes, cancellation);
        if (trusted.UpdateTimestamp(file))
        {
            store.Write(RoleNames.Timestamp, file);
        }
    }

    private async Task UpdateSnapshotAsync(TrustedMetadata trusted, CancellationToken cancellation)
    {
        if (store.Read(RoleNames.Snapshot, limits.SnapshotSizeMaxBytes) is { } before && trusted.TryLoadSnapshot(before))
        {
            return;
        }

        byte[] file = await ReadMetadataAsync(trusted, RoleNames.Snapshot, trusted.SnapshotFile, limits.SnapshotSizeMaxBytes, cancellation);
        trusted.UpdateSnapshot(file);
        store.Write(RoleNames.Snapshot, file);
    }

    private async Task<TargetsMetadata> LoadTargetsAsync(TrustedMetadata trusted, string role, IDelegator delegator, CancellationToken cancellation)
    {
        MetaFile listed = trusted.TargetsFile(role);
        if (store.Read(role, limits.TargetsSizeMaxBytes) is { } before)
        {
            try
            {
                return trusted.VerifyTargets(before, role, delegator);
            }
            catch (TrustException)
            {
                // It is not the version that the snapshot lists, or this delegator does not vouch for it: fetch.
            }
        }

        byte[] file = await ReadMetadataAsync(trusted, role, listed, limits.TargetsSizeMaxBytes, cancellation);
        TargetsMetadata verified = trusted.VerifyTargets(file, role, delegator);
        store.Write(role, file);
        return verified;
    }

    private Task<byte[]> ReadMetadataAsync(TrustedMetadata trusted, string role, MetaFile listed, int sizeMaxBytes, CancellationToken cancellation) =>
        _download.ReadAsync(
            metadata,
            [trusted.Root.ConsistentSnapshot ? FileOf(role, listed.Version) : RoleNames.FileOf(role)],
            (int)Math.Min(listed.SizeBytes ?? sizeMaxBytes, sizeMaxBytes),
            cancellation);

    private static string FileOf(string role, long version) => FormattableString.Invariant($"{version}.{RoleNames.FileOf(role)}");
}
