using Edge.Releases.Json;

namespace Edge.Releases.Tuf.Metadata;

/// <summary>targets.json, or the file of a delegated role (TUF 1.0.34 §4.5).</summary>
/// <param name="Expiry">Version and date.</param>
/// <param name="Targets">Target files by path.</param>
/// <param name="Keys">Keys of the delegated roles.</param>
/// <param name="Delegations">Delegations in order of priority.</param>
internal sealed record TargetsMetadata(
    Expiry Expiry,
    IReadOnlyDictionary<string, TargetFile> Targets,
    KeyRing Keys,
    IReadOnlyList<Delegation> Delegations) : IDelegator
{
    private static readonly KeyRing NoKeys = new(new Dictionary<string, Keys.PublicKey>());

    /// <summary>Reads the signed object.</summary>
    /// <exception cref="TrustException">It is malformed.</exception>
    public static TargetsMetadata Read(Envelope file, TufLimits limits)
    {
        Dictionary<string, TargetFile> targets = file.Signed.Object("targets").Members.ToDictionary(
            entry => entry.Name,
            entry => TargetFile.Read(entry.Name, new JsonFields(entry.Value, $"{file.What}, {entry.Name},")));
        Expiry expiry = Expiry.Read(file.Signed, file.What);
        if (file.Signed.OptionalObject("delegations") is not { } delegations)
        {
            return new TargetsMetadata(expiry, targets, NoKeys, []);
        }

        Delegation[] roles = [.. delegations.Objects("roles", limits.ListLengthMax).Select(role => Delegation.Read(role, limits))];
        if (roles.DistinctBy(role => role.Name).Count() != roles.Length)
        {
            // §4.5: "multiple roles with the same rolename are not allowed".
            throw new TrustException(TrustFailure.Malformed, $"{file.What} delegates twice to a role of one name.");
        }

        return new TargetsMetadata(expiry, targets, KeyRing.Read(delegations.Object("keys"), file.What, limits), roles);
    }

    /// <inheritdoc/>
    public void RequireSigned(string role, Envelope file) => Keys.Require(Delegations.First(delegation => delegation.Name == role).Signers, file);
}
