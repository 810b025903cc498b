using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Edge.Runtime.Access;

/// <summary>Reads the small JSON bodies that the page and edgectl send.</summary>
internal static class JsonBody
{
    private const int BytesMax = 256 * 1024;

    /// <summary>The value; null when the body is too large, no JSON, or of another shape.</summary>
    public static async Task<T?> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        using var body = new MemoryStream();
        byte[] block = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(block, request.HttpContext.RequestAborted)) > 0)
        {
            if (body.Length + read > BytesMax)
            {
                return null;
            }

            await body.WriteAsync(block.AsMemory(0, read), request.HttpContext.RequestAborted);
        }

        try
        {
            return JsonSerializer.Deserialize(body.GetBuffer().AsSpan(0, (int)body.Length), type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
