using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Releases.Keys;

namespace Edge.Releases.Tests.Tuf;

/// <summary>A key pair of a forged repository.</summary>
internal sealed class ForgedKey
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public ForgedKey()
    {
        Id = TufKey.IdOf(JsonSerializer.SerializeToElement(Public()));
    }

    public string Id { get; }

    public JsonObject Public() => new()
    {
        ["keytype"] = "ecdsa",
        ["scheme"] = "ecdsa-sha2-nistp256",
        ["keyval"] = new JsonObject { ["public"] = _key.ExportSubjectPublicKeyInfoPem() },
    };

    public byte[] Sign(byte[] data) => _key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
}
