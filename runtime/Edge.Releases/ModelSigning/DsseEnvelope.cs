using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Edge.Releases.Json;

namespace Edge.Releases.ModelSigning;

/// <summary>A DSSE envelope (DSSE 1.0.0): a payload of a type, and one signature over both.</summary>
/// <param name="PayloadType">Its type.</param>
/// <param name="Payload">The bytes.</param>
/// <param name="Signature">DER.</param>
internal sealed record DsseEnvelope(string PayloadType, byte[] Payload, byte[] Signature)
{
    /// <summary>Type of an in-toto statement.</summary>
    public const string InTotoType = "application/vnd.in-toto+json";

    /// <summary>Reads the JSON form.</summary>
    /// <exception cref="TrustException">It is malformed, or has not one signature.</exception>
    public static DsseEnvelope Read(JsonFields fields)
    {
        IReadOnlyList<JsonFields> signatures = fields.Objects("signatures", 1);
        return signatures.Count == 1
            ? new DsseEnvelope(fields.Text("payloadType"), Base64Text.Read(fields, "payload"), Base64Text.Read(signatures[0], "sig"))
            : throw new TrustException(TrustFailure.NotSigned, "The signature file holds no signature.");
    }

    /// <summary>The bytes that are signed: the pre-authentication encoding of type and payload (DSSE protocol, PAE).</summary>
    public static byte[] Encode(string type, byte[] payload)
    {
        string head = string.Create(CultureInfo.InvariantCulture, $"DSSEv1 {Encoding.UTF8.GetByteCount(type)} {type} {payload.Length} ");
        return [.. Encoding.UTF8.GetBytes(head), .. payload];
    }

    /// <summary>The JSON form.</summary>
    public JsonObject Write() => new()
    {
        ["payload"] = Convert.ToBase64String(Payload),
        ["payloadType"] = PayloadType,
        ["signatures"] = new JsonArray(new JsonObject { ["sig"] = Convert.ToBase64String(Signature), ["keyid"] = "" }),
    };
}
