using Edge.Releases.Json;

namespace Edge.Releases.ModelSigning;

/// <summary>Bytes as base64 in JSON (protobuf's JSON form).</summary>
internal static class Base64Text
{
    /// <summary>Reads a member.</summary>
    /// <exception cref="TrustException">It is missing or not base64.</exception>
    public static byte[] Read(JsonFields fields, string name)
    {
        string text = fields.Text(name);
        byte[] bytes = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(text, bytes, out int count)
            ? bytes[..count]
            : throw new TrustException(TrustFailure.Malformed, $"The signature file has a {name} that is not base64.");
    }
}
