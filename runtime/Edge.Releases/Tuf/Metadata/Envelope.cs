using Edge.Releases.Json;
using Edge.Releases.Keys;

namespace Edge.Releases.Tuf.Metadata;

/// <summary>A signed metadata file before anybody has checked who signed it (TUF 1.0.34 §4.2.1).</summary>
/// <param name="What">What it is, for messages: "root.json".</param>
/// <param name="Signed">The object that is signed.</param>
/// <param name="Payload">Its canonical form: the bytes that are signed.</param>
/// <param name="Signatures">Signatures by key id; one that is not hexadecimal is left out, since it cannot verify.</param>
internal sealed record Envelope(string What, JsonFields Signed, byte[] Payload, IReadOnlyDictionary<string, byte[]> Signatures)
{
    /// <summary>Reads a file of a given type.</summary>
    /// <param name="file">The bytes as they came.</param>
    /// <param name="type">What <c>_type</c> must be.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="limits">Bounds.</param>
    /// <exception cref="TrustException">It is malformed, of another type or of another major version of the specification.</exception>
    public static Envelope Read(ReadOnlyMemory<byte> file, string type, string what, TufLimits limits)
    {
        JsonFields fields = StrictJson.ReadObject(file, what);
        JsonFields signed = fields.Object("signed");
        if (signed.Text("_type") != type)
        {
            throw new TrustException(TrustFailure.Malformed, $"{what} is of type {signed.Text("_type")} instead of {type}.");
        }

        RequireSpecification(signed.Text("spec_version"), what);
        var signatures = new Dictionary<string, byte[]>();
        var seen = new HashSet<string>();
        foreach (JsonFields entry in fields.Objects("signatures", limits.ListLengthMax))
        {
            // §4.2.1: "multiple signatures with the same keyid are not allowed".
            string keyId = entry.Text("keyid");
            if (!seen.Add(keyId))
            {
                throw new TrustException(TrustFailure.Malformed, $"{what} has two signatures by the key {keyId}.");
            }

            if (Hexadecimal.Read(entry.Text("sig")) is { } signature)
            {
                signatures.Add(keyId, signature);
            }
        }

        return new Envelope(what, signed, CanonicalJson.Write(signed.Element), signatures);
    }

    // §4.3: what counts as a match is the adopter's choice; here it is the major version, 1.
    private static void RequireSpecification(string version, string what)
    {
        string[] parts = version.Split('.');
        if (parts.Length is not (2 or 3) || parts[0] != "1" || !parts.All(part => part.Length > 0 && part.All(char.IsAsciiDigit)))
        {
            throw new TrustException(TrustFailure.Malformed, $"{what} follows version '{version}' of the TUF specification; this program knows 1.");
        }
    }
}
