using Edge.Releases.ModelSigning;
using Edge.Releases.Tuf.Metadata;

namespace Edge.Releases.Commands;

/// <summary>
/// Who may command devices: the keys that the signed list of targets delegates the role <see cref="RoleName"/> to (TUF 1.0.34 §4.5). The role has no metadata of
/// its own; its keys sign envelopes.
/// </summary>
public sealed class CommandSigners
{
    /// <summary>The delegated role.</summary>
    public const string RoleName = "commands";

    private readonly KeyRing _keys;
    private readonly RoleKeys _role;
    private readonly Expiry _expiry;

    private CommandSigners(KeyRing keys, RoleKeys role, Expiry expiry)
    {
        _keys = keys;
        _role = role;
        _expiry = expiry;
    }

    /// <summary>Requires that enough of them have signed a payload.</summary>
    /// <param name="type">The envelope's payload type.</param>
    /// <param name="payload">The bytes.</param>
    /// <param name="signatures">Key id and signature of each.</param>
    /// <param name="now">The list that names them must not have expired by then.</param>
    /// <returns>Those who have.</returns>
    /// <exception cref="TrustException">Too few have, or the list has expired.</exception>
    public IReadOnlyList<CommandSigner> Require(string type, byte[] payload, IEnumerable<(string KeyId, byte[] Signature)> signatures, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(signatures);
        _expiry.RequireAt(now, "The list of who may command");
        CommandSigner[] signers = [.. _keys.SignersOf(_role, DsseEnvelope.Encode(type, payload), signatures).Select(signer => new CommandSigner(signer.KeyId, signer.Key.Identity))];
        return signers.Length >= _role.Threshold
            ? signers
            : throw new TrustException(TrustFailure.NotSigned, $"It is signed by {signers.Length} of the {_role.KeyIds.Count} keys that may command; {_role.Threshold} must.");
    }

    /// <summary>Those whom targets name; null when they name nobody.</summary>
    internal static CommandSigners? Of(TargetsMetadata targets) =>
        targets.Delegations.FirstOrDefault(delegation => delegation.Name == RoleName) is { } delegation
            ? new CommandSigners(targets.Keys, delegation.Signers, targets.Expiry)
            : null;
}

/// <summary>A key that signed a command.</summary>
/// <param name="KeyId">Its id in the list of targets.</param>
/// <param name="Identity">What makes two keys the same, whatever their ids.</param>
public sealed record CommandSigner(string KeyId, string Identity);
