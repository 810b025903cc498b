using Edge.Releases.Tuf.Metadata;

namespace Edge.Releases.Tuf;

/// <summary>
/// What is trusted in one update, from root to targets. Each step takes bytes nobody has vouched for, checks them against what is trusted so far,
/// and refuses them by an exception that changes nothing. Steps out of order are programming errors.
/// </summary>
internal sealed class TrustedMetadata
{
    private readonly TufLimits _limits;
    private readonly DateTimeOffset _start;
    private TimestampMetadata? _timestamp;
    private SnapshotMetadata? _snapshot;
    private bool _rootIsFinal;

    private TrustedMetadata(RootMetadata root, DateTimeOffset start, TufLimits limits)
    {
        Root = root;
        _start = start;
        _limits = limits;
    }

    /// <summary>The trusted root.</summary>
    public RootMetadata Root { get; private set; }

    /// <summary>What the trusted timestamp says about the snapshot.</summary>
    public MetaFile SnapshotFile => (_timestamp ?? throw OutOfOrder()).Snapshot;

    /// <summary>§5.1 and §5.2: fixes the start time and takes the root that is trusted already. It must be signed by its own keys; its date does not matter yet.</summary>
    public static TrustedMetadata Start(ReadOnlyMemory<byte> root, DateTimeOffset start, TufLimits limits)
    {
        Envelope file = Envelope.Read(root, RoleNames.Root, RoleNames.FileOf(RoleNames.Root), limits);
        RootMetadata metadata = RootMetadata.Read(file, limits);
        metadata.RequireSigned(RoleNames.Root, file);
        return new TrustedMetadata(metadata, start, limits);
    }

    /// <summary>§5.3.4 to §5.3.7: takes the next root.</summary>
    /// <returns>Whether keys of timestamp or snapshot were rotated out.</returns>
    public bool UpdateRoot(ReadOnlyMemory<byte> root)
    {
        RequireOrder(!_rootIsFinal);
        RootMetadata before = Root;
        long next = before.Expiry.Version + 1;
        Envelope file = Envelope.Read(root, RoleNames.Root, $"{next}.root.json", _limits);
        RootMetadata metadata = RootMetadata.Read(file, _limits);

        // 1. §5.3.4: a threshold of the old keys, and of the new.
        before.RequireSigned(RoleNames.Root, file);
        metadata.RequireSigned(RoleNames.Root, file);

        // 2. §5.3.5: exactly the next version.
        if (metadata.Expiry.Version != next)
        {
            throw new TrustException(TrustFailure.Rollback, $"{file.What} has version {metadata.Expiry.Version}.");
        }

        Root = metadata;
        return metadata.HasRotated(RoleNames.Timestamp, before) || metadata.HasRotated(RoleNames.Snapshot, before);
    }

    /// <summary>§5.3.10: the last root must not have expired.</summary>
    public void FinishRoot()
    {
        RequireOrder(!_rootIsFinal);
        Root.Expiry.RequireAt(_start, RoleNames.FileOf(RoleNames.Root));
        _rootIsFinal = true;
    }

    /// <summary>Takes the timestamp trusted before, to compare with; false when today's keys no longer vouch for it.</summary>
    public bool TryLoadTimestamp(ReadOnlyMemory<byte> timestamp)
    {
        RequireOrder(_rootIsFinal && _timestamp is null);
        return Try(() => _timestamp = ReadTimestamp(timestamp));
    }

    /// <summary>§5.4.2 to §5.4.4: takes a new timestamp.</summary>
    /// <returns>False when it has the version that is trusted already: it is discarded.</returns>
    public bool UpdateTimestamp(ReadOnlyMemory<byte> timestamp)
    {
        RequireOrder(_rootIsFinal && _snapshot is null);
        TimestampMetadata metadata = ReadTimestamp(timestamp);
        string what = RoleNames.FileOf(RoleNames.Timestamp);
        if (_timestamp is { } before)
        {
            // 1. §5.4.3.1: not older; the same version changes nothing, but must not have expired either.
            if (metadata.Expiry.Version < before.Expiry.Version)
            {
                throw new TrustException(TrustFailure.Rollback, $"{what} has version {metadata.Expiry.Version}; version {before.Expiry.Version} was trusted.");
            }

            if (metadata.Expiry.Version == before.Expiry.Version)
            {
                before.Expiry.RequireAt(_start, what);
                return false;
            }

            // 2. §5.4.3.2: nor may the snapshot go back.
            if (metadata.Snapshot.Version < before.Snapshot.Version)
            {
                throw new TrustException(TrustFailure.Rollback, $"{what} names version {metadata.Snapshot.Version} of the snapshot; version {before.Snapshot.Version} was trusted.");
            }
        }

        // 3. §5.4.4.
        metadata.Expiry.RequireAt(_start, what);
        _timestamp = metadata;
        return true;
    }

    /// <summary>Takes the snapshot trusted before, to compare with.</summary>
    /// <returns>Whether it is the one that the timestamp names, so that none has to be fetched.</returns>
    public bool TryLoadSnapshot(ReadOnlyMemory<byte> snapshot)
    {
        RequireOrder(_timestamp is not null && _snapshot is null);
        return Try(() => _snapshot = ReadSnapshot(snapshot)) && Try(() => RequireNamed(_snapshot!, snapshot));
    }

    /// <summary>§5.5.2 to §5.5.6: takes a new snapshot.</summary>
    public void UpdateSnapshot(ReadOnlyMemory<byte> snapshot)
    {
        RequireOrder(_timestamp is not null);
        string what = RoleNames.FileOf(RoleNames.Snapshot);

        // 1. §5.5.2: hashes before signatures. 2. §5.5.3. 3. §5.5.4 and 5. §5.5.6.
        SnapshotFile.RequireMatch(snapshot.Span, what);
        SnapshotMetadata metadata = ReadSnapshot(snapshot);
        SnapshotFile.RequireVersion(metadata.Expiry.Version, what);

        // 4. §5.5.5.
        if (_snapshot is { } before)
        {
            metadata.RequireNotOlderThan(before);
        }

        metadata.Expiry.RequireAt(_start, what);
        _snapshot = metadata;
    }

    /// <summary>What the trusted snapshot says about the file of targets or a delegated role.</summary>
    /// <exception cref="TrustException">It does not list it.</exception>
    public MetaFile TargetsFile(string role) =>
        (_snapshot ?? throw OutOfOrder()).Files.GetValueOrDefault(RoleNames.FileOf(role))
        ?? throw new TrustException(TrustFailure.NotFound, $"The snapshot does not list {RoleNames.FileOf(role)}.");

    /// <summary>§5.6.2 to §5.6.5: reads the file of targets, or of a role that another delegates to.</summary>
    /// <exception cref="TrustException">It is refused.</exception>
    public TargetsMetadata VerifyTargets(ReadOnlyMemory<byte> targets, string role, IDelegator delegator)
    {
        MetaFile listed = TargetsFile(role);
        string what = RoleNames.FileOf(role);
        listed.RequireMatch(targets.Span, what);
        Envelope file = Envelope.Read(targets, RoleNames.Targets, what, _limits);
        delegator.RequireSigned(role, file);
        TargetsMetadata metadata = TargetsMetadata.Read(file, _limits);
        listed.RequireVersion(metadata.Expiry.Version, what);
        metadata.Expiry.RequireAt(_start, what);
        return metadata;
    }

    private TimestampMetadata ReadTimestamp(ReadOnlyMemory<byte> timestamp)
    {
        Envelope file = Envelope.Read(timestamp, RoleNames.Timestamp, RoleNames.FileOf(RoleNames.Timestamp), _limits);
        Root.RequireSigned(RoleNames.Timestamp, file);
        return TimestampMetadata.Read(file);
    }

    private SnapshotMetadata ReadSnapshot(ReadOnlyMemory<byte> snapshot)
    {
        Envelope file = Envelope.Read(snapshot, RoleNames.Snapshot, RoleNames.FileOf(RoleNames.Snapshot), _limits);
        Root.RequireSigned(RoleNames.Snapshot, file);
        return SnapshotMetadata.Read(file);
    }

    private void RequireNamed(SnapshotMetadata snapshot, ReadOnlyMemory<byte> file)
    {
        string what = RoleNames.FileOf(RoleNames.Snapshot);
        SnapshotFile.RequireMatch(file.Span, what);
        SnapshotFile.RequireVersion(snapshot.Expiry.Version, what);
        snapshot.Expiry.RequireAt(_start, what);
    }

    private static bool Try(Action step)
    {
        try
        {
            step();
            return true;
        }
        catch (TrustException)
        {
            return false;
        }
    }

    private static void RequireOrder(bool holds)
    {
        if (!holds)
        {
            throw OutOfOrder();
        }
    }

    private static InvalidOperationException OutOfOrder() => new("The steps of an update were called out of order.");
}
