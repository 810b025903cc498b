using System.Text.Json;

namespace Edge.Releases.Json;

/// <summary>Reads JSON that others wrote: one way to read it only, bounded depth, no member twice.</summary>
internal static class StrictJson
{
    /// <summary>Deepest nesting accepted.</summary>
    public const int DepthMax = 32;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = DepthMax };

    /// <summary>Reads a document that is an object.</summary>
    /// <param name="utf8">The text; its length is bounded by who fetched it.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <exception cref="TrustException">It is not JSON, not an object, names a member twice, is nested too deeply, or holds text that is not Unicode.</exception>
    public static JsonFields ReadObject(ReadOnlyMemory<byte> utf8, string what)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8, Options);
            JsonElement root = document.RootElement.Clone();
            RequireUnicode(root);
            return new JsonFields(root, what);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape such as \ud800 that stands alone.
            throw new TrustException(TrustFailure.Malformed, $"{what} is not JSON: {exception.Message}", exception);
        }
    }

    private static void RequireUnicode(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    RequireUnicode(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    _ = member.Name;
                    RequireUnicode(member.Value);
                }

                break;
            default:
                break;
        }
    }
}
