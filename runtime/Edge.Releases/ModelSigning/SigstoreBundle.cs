using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Releases.Json;

namespace Edge.Releases.ModelSigning;

/// <summary>A Sigstore bundle v0.3 as OpenSSF Model Signing uses it: who signed, and the envelope.</summary>
/// <param name="KeyHint">SHA-256 of the signer's public key in PEM, hexadecimal; null when the signer gave none.</param>
/// <param name="Certificates">The signer's certificate and those above it, DER; empty when a bare key signed.</param>
/// <param name="Envelope">What was signed.</param>
internal sealed record SigstoreBundle(string? KeyHint, IReadOnlyList<byte[]> Certificates, DsseEnvelope Envelope)
{
    /// <summary>Most bytes of a bundle.</summary>
    public const int SizeMaxBytes = 16 * 1024 * 1024;

    private const string MediaType = "application/vnd.dev.sigstore.bundle.v0.3+json";
    private const int CertificateCountMax = 8;

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true };

    /// <summary>Reads a bundle; nothing of it is trusted yet.</summary>
    /// <exception cref="TrustException">It is malformed or of another kind.</exception>
    public static SigstoreBundle Read(ReadOnlyMemory<byte> file)
    {
        JsonFields fields = StrictJson.ReadObject(file, "The signature file");
        if (fields.Text("mediaType") != MediaType)
        {
            throw new TrustException(TrustFailure.Malformed, $"The signature file is a '{fields.Text("mediaType")}'; this program reads {MediaType}.");
        }

        JsonFields material = fields.Object("verificationMaterial");
        return new SigstoreBundle(material.OptionalObject("publicKey")?.OptionalText("hint"), ReadCertificates(material), DsseEnvelope.Read(fields.Object("dsseEnvelope")));
    }

    /// <summary>The bundle as a file.</summary>
    public byte[] Write()
    {
        var material = new JsonObject();
        if (Certificates.Count > 0)
        {
            material["x509CertificateChain"] = new JsonObject
            {
                ["certificates"] = new JsonArray([.. Certificates.Select(one => new JsonObject { ["rawBytes"] = Convert.ToBase64String(one) })]),
            };
        }
        else
        {
            material["publicKey"] = new JsonObject { ["hint"] = KeyHint };
        }

        material["tlogEntries"] = new JsonArray();
        return JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject { ["mediaType"] = MediaType, ["verificationMaterial"] = material, ["dsseEnvelope"] = Envelope.Write() }, Layout);
    }

    private static IReadOnlyList<byte[]> ReadCertificates(JsonFields material)
    {
        if (material.OptionalObject("certificate") is { } one)
        {
            return [Base64Text.Read(one, "rawBytes")];
        }

        return material.OptionalObject("x509CertificateChain") is { } chain
            ? [.. chain.Objects("certificates", CertificateCountMax).Select(certificate => Base64Text.Read(certificate, "rawBytes"))]
            : [];
    }
}
