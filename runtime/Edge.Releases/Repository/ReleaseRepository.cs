using System.Text.Json.Nodes;
using Edge.Releases.Keys;
using Edge.Releases.Offers;
using Edge.Releases.Tuf;
using Edge.Releases.Tuf.Metadata;

namespace Edge.Releases.Repository;

/// <summary>
/// Work on a repository of releases. What changes root or targets is staged, and signed one key at a time, on machines that need not be
/// connected; <see cref="RepositoryPublisher"/> makes it visible.
/// </summary>
/// <param name="folder">The repository.</param>
/// <param name="clock">Dates are counted from its time.</param>
public sealed class ReleaseRepository(RepositoryFolder folder, TimeProvider clock)
{
    /// <summary>The roles.</summary>
    public static IReadOnlyList<string> Roles => RoleNames.TopLevel;

    /// <summary>Stages a first root and an empty list of targets.</summary>
    /// <param name="keys">Public keys of each role, PEM.</param>
    /// <param name="thresholds">How many must sign for each role.</param>
    /// <exception cref="TrustException">A key is none, or a role has fewer keys than must sign.</exception>
    public void Initialize(IReadOnlyDictionary<string, IReadOnlyList<string>> keys, IReadOnlyDictionary<string, int> thresholds)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(thresholds);
        MetadataDraft root = RootDraft.New();
        var draft = new RootDraft(root);
        foreach (string role in Roles)
        {
            foreach (string pem in keys[role])
            {
                draft.Add(role, PublicKey(pem));
            }

            draft.SetThreshold(role, thresholds[role]);
        }

        RepositorySettings.Default.Write(folder.Settings);
        Renew(RoleNames.Root, root);
        draft.RequireUsable();
        folder.Stage(RoleNames.Root, root);
        MetadataDraft targets = MetadataDraft.New(RoleNames.Targets, new JsonObject { ["targets"] = new JsonObject() });
        Renew(RoleNames.Targets, targets);
        folder.Stage(RoleNames.Targets, targets);
    }

    /// <summary>Stages a root in which keys or thresholds differ.</summary>
    /// <param name="role">Whose.</param>
    /// <param name="add">Public keys that may sign from then on, PEM.</param>
    /// <param name="removeIds">Ids of keys that may not any more.</param>
    /// <param name="threshold">How many must sign; null to leave that.</param>
    /// <exception cref="TrustException">It cannot be done.</exception>
    public void Rotate(string role, IEnumerable<string> add, IEnumerable<string> removeIds, int? threshold)
    {
        ArgumentNullException.ThrowIfNull(add);
        ArgumentNullException.ThrowIfNull(removeIds);
        MetadataDraft root = NextOf(RoleNames.Root);
        var draft = new RootDraft(root);
        foreach (string id in removeIds)
        {
            draft.Remove(role, id);
        }

        foreach (string pem in add)
        {
            draft.Add(role, PublicKey(pem));
        }

        if (threshold is { } count)
        {
            draft.SetThreshold(role, count);
        }

        draft.RequireUsable();
        folder.Stage(RoleNames.Root, root);
    }

    /// <summary>Sets for how many days new versions of a role hold, and stages one for root or targets.</summary>
    /// <exception cref="TrustException">No such role or number.</exception>
    public void SetExpiry(string role, int days)
    {
        RepositorySettings.Read(folder.Settings).With(role, days).Write(folder.Settings);
        if (role is RoleNames.Root or RoleNames.Targets)
        {
            folder.Stage(role, NextOf(role));
        }
    }

    /// <summary>Copies a release's files in and stages targets that offer it.</summary>
    /// <param name="directory">The release; its <c>model.sig</c> has been verified by the caller.</param>
    /// <param name="terms">Whom it is for; its counter is set here.</param>
    /// <returns>The offer with its counter.</returns>
    /// <exception cref="TrustException">The version is there already, or the folder holds no release.</exception>
    public ReleaseOffer AddRelease(string directory, ReleaseOffer terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        MetadataDraft targets = NextOf(RoleNames.Targets);
        var draft = new TargetsDraft(targets);
        ReleaseOffer offer = terms with { Counter = draft.NextCounter(terms.Name) };
        draft.Add(offer, ReleaseIntake.CopyInto(folder, directory, offer.Folder));
        folder.Stage(RoleNames.Targets, targets);
        return offer;
    }

    /// <summary>Stages targets in which an offer differs.</summary>
    /// <param name="name">Name of the model.</param>
    /// <param name="version">Version of the model.</param>
    /// <param name="change">From what is offered to what is to be.</param>
    /// <returns>What is staged.</returns>
    /// <exception cref="TrustException">There is no such release.</exception>
    public ReleaseOffer ChangeOffer(string name, string version, Func<ReleaseOffer, ReleaseOffer> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        MetadataDraft targets = NextOf(RoleNames.Targets);
        var draft = new TargetsDraft(targets);
        ReleaseOffer changed = change(draft.Find(name, version));
        draft.Replace(changed);
        folder.Stage(RoleNames.Targets, targets);
        return changed;
    }

    /// <summary>Stages targets in which others may command devices.</summary>
    /// <param name="add">Public keys that may from then on, PEM.</param>
    /// <param name="removeIds">Ids of keys that may not any more.</param>
    /// <param name="threshold">How many must sign a command; null to leave that.</param>
    /// <returns>Ids of the keys that may, and how many must sign.</returns>
    /// <exception cref="TrustException">It cannot be done.</exception>
    public (IReadOnlyList<string> KeyIds, long Threshold) ChangeCommanders(IEnumerable<string> add, IEnumerable<string> removeIds, int? threshold)
    {
        ArgumentNullException.ThrowIfNull(add);
        ArgumentNullException.ThrowIfNull(removeIds);
        MetadataDraft targets = NextOf(RoleNames.Targets);
        var draft = new CommandersDraft(targets);
        foreach (string id in removeIds)
        {
            draft.Remove(id);
        }

        foreach (string pem in add)
        {
            draft.Add(PublicKey(pem));
        }

        if (threshold is { } count)
        {
            draft.SetThreshold(count);
        }

        (IReadOnlyList<string> KeyIds, long Threshold) commanders = draft.Close();
        folder.Stage(RoleNames.Targets, targets);
        return commanders;
    }

    /// <summary>Adds a key's signature to what is staged of root or targets.</summary>
    /// <returns>How many of the keys that may sign have, and how many must; for root by the root that is published, too.</returns>
    /// <exception cref="TrustException">Nothing is staged, or the key may not sign.</exception>
    public SigningProgress Sign(string role, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        MetadataDraft draft = folder.Staged(role) ?? throw new TrustException(TrustFailure.NotFound, $"Nothing is staged of {role}.");
        if (!RootsFor(role).Any(root => root.Roles[role].KeyIds.Contains(key.Id)))
        {
            throw new TrustException(TrustFailure.NotSigned, $"The key {key.Id} does not sign for {role}.");
        }

        draft.Sign(key);
        folder.Stage(role, draft);
        return ProgressOf(role, draft);
    }

    /// <summary>What is published and staged of each role.</summary>
    public IReadOnlyList<RoleState> States() =>
    [
        .. Roles.Select(role =>
        {
            MetadataDraft? published = folder.Published(role);
            MetadataDraft? staged = role is RoleNames.Root or RoleNames.Targets ? folder.Staged(role) : null;
            return new RoleState(
                role, published?.Version, published?.Expires, staged?.Version, staged is null ? null : ProgressOf(role, staged));
        }),
    ];

    /// <summary>The offers in what is staged, or else published.</summary>
    public IReadOnlyList<ReleaseOffer> Offers() =>
        (folder.Staged(RoleNames.Targets) ?? folder.Published(RoleNames.Targets)) is { } targets ? new TargetsDraft(targets).Offers : [];

    /// <summary>The offers that devices see.</summary>
    public IReadOnlyList<ReleaseOffer> PublishedOffers() => folder.Published(RoleNames.Targets) is { } targets ? new TargetsDraft(targets).Offers : [];

    private SigningProgress ProgressOf(string role, MetadataDraft draft) => RootsFor(role)
        .Select(root => root.Roles[role])
        .Select(keys => new SigningProgress(draft.Signers.Count(keys.KeyIds.Contains), keys.Threshold))
        .OrderBy(progress => progress.Done - progress.Needed)
        .First();

    // A new root must be signed by the keys of the one before and by its own.
    private IEnumerable<RootMetadata> RootsFor(string role)
    {
        MetadataDraft? published = folder.Published(RoleNames.Root);
        MetadataDraft? staged = folder.Staged(RoleNames.Root);
        IEnumerable<MetadataDraft?> roots = role == RoleNames.Root ? [published, staged] : [staged ?? published];
        return roots.OfType<MetadataDraft>().Select(root => RootMetadata.Read(root.Envelope(RoleNames.Root), TufLimits.Default));
    }

    /// <summary>What is staged, else the version after the published one; either way it holds anew.</summary>
    private MetadataDraft NextOf(string role)
    {
        MetadataDraft draft = folder.Staged(role) ?? folder.Published(role)?.Next() ?? throw new TrustException(TrustFailure.NotFound, $"The repository has no {role}.");
        Renew(role, draft);
        return draft;
    }

    private void Renew(string role, MetadataDraft draft) =>
        draft.ExpireAt(clock.GetUtcNow().AddDays(RepositorySettings.Read(folder.Settings).ExpiryDays[role]));

    private static EcdsaPublicKey PublicKey(string pem) =>
        EcdsaPublicKey.FromPem(pem) ?? throw new TrustException(TrustFailure.Malformed, "A key is no ECDSA public key on P-256 or P-384.");
}
