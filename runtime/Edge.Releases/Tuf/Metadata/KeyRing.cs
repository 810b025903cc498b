using Edge.Releases.Json;
using Edge.Releases.Keys;

namespace Edge.Releases.Tuf.Metadata;

/// <summary>The keys that a root or a delegating targets file lists.</summary>
/// <param name="keys">Keys by id.</param>
internal sealed class KeyRing(IReadOnlyDictionary<string, PublicKey> keys)
{
    /// <summary>
    /// Reads a <c>keys</c> object. §4.3: "Clients MUST calculate each KEYID to verify this is correct": a key under a wrong id is left out, so
    /// that it signs nothing; the metadata may be valid by its other keys.
    /// </summary>
    public static KeyRing Read(JsonFields keys, string what, TufLimits limits)
    {
        var known = new Dictionary<string, PublicKey>();
        int count = 0;
        foreach ((string id, var value) in keys.Members)
        {
            if (++count > limits.ListLengthMax)
            {
                throw new TrustException(TrustFailure.TooLarge, $"{what} lists more than {limits.ListLengthMax} keys.");
            }

            if (TufKey.Read(new JsonFields(value, $"{what}, a key,")) is { } key && TufKey.IdOf(value) == id)
            {
                known.Add(id, key);
            }
        }

        return new KeyRing(known);
    }

    /// <summary>
    /// Requires signatures by a threshold of the role's keys (§5.3.4, §5.4.2, §5.5.3, §5.6.3). Each key counts once, under however many ids it
    /// is listed.
    /// </summary>
    /// <exception cref="TrustException">Too few.</exception>
    public void Require(RoleKeys role, Envelope file)
    {
        IReadOnlyCollection<(string KeyId, PublicKey Key)> signers = SignersOf(role, file.Payload, file.Signatures.Select(signature => (signature.Key, signature.Value)));
        if (signers.Count < role.Threshold)
        {
            throw new TrustException(
                TrustFailure.NotSigned, $"{file.What} is signed by {signers.Count} of the {role.KeyIds.Count} keys that may; {role.Threshold} must.");
        }
    }

    /// <summary>The role's keys whose signature over a payload is valid, each once.</summary>
    public IReadOnlyCollection<(string KeyId, PublicKey Key)> SignersOf(RoleKeys role, byte[] payload, IEnumerable<(string KeyId, byte[] Signature)> signatures)
    {
        var signers = new Dictionary<string, (string KeyId, PublicKey Key)>(StringComparer.Ordinal);
        foreach ((string keyId, byte[] signature) in signatures)
        {
            if (role.KeyIds.Contains(keyId) && keys.TryGetValue(keyId, out PublicKey? key) && key.Verify(payload, signature))
            {
                signers.TryAdd(key.Identity, (keyId, key));
            }
        }

        return signers.Values;
    }
}
