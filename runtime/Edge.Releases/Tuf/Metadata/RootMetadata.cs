using Edge.Releases.Json;

namespace Edge.Releases.Tuf.Metadata;

/// <summary>root.json (TUF 1.0.34 §4.3): the keys of every top-level role.</summary>
/// <param name="Expiry">Version and date.</param>
/// <param name="ConsistentSnapshot">Whether file names carry versions and hashes.</param>
/// <param name="Keys">All keys.</param>
/// <param name="Roles">Keys of each top-level role.</param>
internal sealed record RootMetadata(Expiry Expiry, bool ConsistentSnapshot, KeyRing Keys, IReadOnlyDictionary<string, RoleKeys> Roles) : IDelegator
{
    /// <summary>Reads the signed object; whose signatures it carries is for the caller to check.</summary>
    /// <exception cref="TrustException">It is malformed.</exception>
    public static RootMetadata Read(Envelope file, TufLimits limits)
    {
        JsonFields roles = file.Signed.Object("roles");
        return new RootMetadata(
            Expiry.Read(file.Signed, file.What),
            file.Signed.Flag("consistent_snapshot"),
            KeyRing.Read(file.Signed.Object("keys"), file.What, limits),
            RoleNames.TopLevel.ToDictionary(role => role, role => RoleKeys.Read(roles.Object(role), limits)));
    }

    /// <inheritdoc/>
    public void RequireSigned(string role, Envelope file) => Keys.Require(Roles[role], file);

    /// <summary>Whether a key that signed for the role before no longer does.</summary>
    public bool HasRotated(string role, RootMetadata before) => !before.Roles[role].KeyIds.IsSubsetOf(Roles[role].KeyIds);
}
