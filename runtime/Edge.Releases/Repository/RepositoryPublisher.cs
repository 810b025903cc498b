using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Edge.Releases.Keys;
using Edge.Releases.Tuf;
using Edge.Releases.Tuf.Metadata;

namespace Edge.Releases.Repository;

/// <summary>
/// Makes what is staged visible (TUF 1.0.34 §6.2 and §6.3): root, targets, snapshot, and the timestamp last. A device that reads at any moment, also
/// after a crash in between, sees either all of the old or all of the new.
/// </summary>
/// <param name="folder">The repository.</param>
/// <param name="clock">Dates are counted from its time.</param>
public sealed class RepositoryPublisher(RepositoryFolder folder, TimeProvider clock)
{
    /// <summary>Publishes. With nothing staged, snapshot and timestamp are made anew, so that they go on holding.</summary>
    /// <param name="snapshotKeys">Keys of the snapshot role, as many as must sign.</param>
    /// <param name="timestampKeys">Keys of the timestamp role, as many as must sign.</param>
    /// <exception cref="TrustException">Something is not signed by enough keys; nothing of it is visible then.</exception>
    public void Publish(IReadOnlyList<SigningKey> snapshotKeys, IReadOnlyList<SigningKey> timestampKeys)
    {
        ArgumentNullException.ThrowIfNull(snapshotKeys);
        ArgumentNullException.ThrowIfNull(timestampKeys);

        // 1. Check everything before anything is written.
        MetadataDraft? stagedRoot = folder.Staged(RoleNames.Root);
        MetadataDraft? stagedTargets = folder.Staged(RoleNames.Targets);
        RootMetadata root = RequireRoot(stagedRoot);
        MetadataDraft targets = stagedTargets ?? folder.Published(RoleNames.Targets) ?? throw new TrustException(TrustFailure.NotFound, "The repository has no targets.");
        RequireTargets(root, targets);
        MetadataDraft snapshot = Snapshot(targets);
        Array.ForEach([.. snapshotKeys], snapshot.Sign);
        root.RequireSigned(RoleNames.Snapshot, snapshot.Envelope(RoleNames.Snapshot));
        MetadataDraft timestamp = Timestamp(snapshot);
        Array.ForEach([.. timestampKeys], timestamp.Sign);
        root.RequireSigned(RoleNames.Timestamp, timestamp.Envelope(RoleNames.Timestamp));

        // 2. Write. Devices ask for the timestamp first, so it comes last; a root by itself is valid as soon as it is there.
        if (stagedRoot is not null)
        {
            folder.Publish(RoleNames.Root, stagedRoot);
        }

        if (stagedTargets is not null)
        {
            folder.Publish(RoleNames.Targets, stagedTargets);
        }

        folder.Publish(RoleNames.Snapshot, snapshot);
        folder.Publish(RoleNames.Timestamp, timestamp);

        // 3. Forget what was staged.
        folder.Unstage(RoleNames.Root);
        folder.Unstage(RoleNames.Targets);
    }

    private RootMetadata RequireRoot(MetadataDraft? staged)
    {
        MetadataDraft? published = folder.Published(RoleNames.Root);
        MetadataDraft last = staged ?? published ?? throw new TrustException(TrustFailure.NotFound, "The repository has no root.");
        TrustedMetadata? before = published is null ? null : TrustedMetadata.Start(published.Write(), clock.GetUtcNow(), TufLimits.Default);
        if (staged is not null && before is not null && staged.Version > published!.Version)
        {
            before.UpdateRoot(staged.Write());
            return Unexpired(before.Root);
        }

        return Unexpired(TrustedMetadata.Start(last.Write(), clock.GetUtcNow(), TufLimits.Default).Root);
    }

    private RootMetadata Unexpired(RootMetadata root)
    {
        root.Expiry.RequireAt(clock.GetUtcNow(), RoleNames.FileOf(RoleNames.Root));
        return root;
    }

    private void RequireTargets(RootMetadata root, MetadataDraft targets)
    {
        Envelope file = targets.Envelope(RoleNames.Targets);
        root.RequireSigned(RoleNames.Targets, file);
        TargetsMetadata metadata = TargetsMetadata.Read(file, TufLimits.Default);
        metadata.Expiry.RequireAt(clock.GetUtcNow(), file.What);
        if (targets.Write().Length > TufLimits.Default.TargetsSizeMaxBytes)
        {
            throw new TrustException(TrustFailure.TooLarge, $"{file.What} is longer than devices take: {TufLimits.Default.TargetsSizeMaxBytes} bytes. Remove old releases.");
        }

        foreach (TargetFile target in metadata.Targets.Values)
        {
            if (new FileInfo(folder.TargetFile(target.Path, target.Hash!)) is not { Exists: true } stored || stored.Length != target.SizeBytes)
            {
                throw new TrustException(TrustFailure.NotFound, $"The repository has no file of {target.Path}.");
            }
        }
    }

    private MetadataDraft Snapshot(MetadataDraft targets)
    {
        MetadataDraft draft = folder.Published(RoleNames.Snapshot)?.Next() ?? MetadataDraft.New(RoleNames.Snapshot, new JsonObject { ["meta"] = new JsonObject() });
        draft.Signed["meta"] = new JsonObject { [RoleNames.FileOf(RoleNames.Targets)] = Describe(targets) };
        Renew(draft, RoleNames.Snapshot);
        return draft;
    }

    private MetadataDraft Timestamp(MetadataDraft snapshot)
    {
        MetadataDraft draft = folder.Published(RoleNames.Timestamp)?.Next() ?? MetadataDraft.New(RoleNames.Timestamp, new JsonObject { ["meta"] = new JsonObject() });
        draft.Signed["meta"] = new JsonObject { [RoleNames.FileOf(RoleNames.Snapshot)] = Describe(snapshot) };
        Renew(draft, RoleNames.Timestamp);
        return draft;
    }

    private void Renew(MetadataDraft draft, string role) =>
        draft.ExpireAt(clock.GetUtcNow().AddDays(RepositorySettings.Read(folder.Settings).ExpiryDays[role]));

    private static JsonObject Describe(MetadataDraft draft)
    {
        byte[] file = draft.Write();
        return new JsonObject
        {
            ["version"] = MetadataDraft.Number(draft.Version),
            ["length"] = MetadataDraft.Number(file.Length),
            ["hashes"] = new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(file)) },
        };
    }
}
