using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Releases.Json;

namespace Edge.Releases.Keys;

/// <summary>Key objects of TUF metadata (TUF 1.0.34 §4.2.2).</summary>
internal static class TufKey
{
    /// <summary>The key's id: SHA-256 of its canonical form, unknown members included.</summary>
    public static string IdOf(JsonElement key) => Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Write(key)));

    /// <summary>The key object of a public key.</summary>
    public static JsonObject Describe(EcdsaPublicKey key) => new()
    {
        ["keytype"] = "ecdsa",
        ["scheme"] = key.Curve.Scheme,
        ["keyval"] = new JsonObject { ["public"] = key.Pem },
    };

    /// <summary>
    /// Reads a key. Null when its type or scheme is not known here, or it is not valid: such a key signs nothing, and metadata that lists one
    /// stays valid by its other keys.
    /// </summary>
    public static PublicKey? Read(JsonFields key)
    {
        string type = key.Text("keytype");
        string scheme = key.Text("scheme");
        string material = key.Object("keyval").Text("public");
        return (type, scheme) switch
        {
            ("ed25519", "ed25519") => Ed25519PublicKey.FromHex(material),
            ("rsa", "rsassa-pss-sha256") => RsaPssPublicKey.FromPem(material),
            ("ecdsa", _) => EcdsaPublicKey.FromPem(material) is { } known && known.Curve.Scheme == scheme ? known : null,
            _ => null,
        };
    }
}
