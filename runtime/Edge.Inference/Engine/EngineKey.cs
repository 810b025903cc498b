using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Edge.Inference.Engine;

/// <summary>
/// The name of an engine: SHA-256, in lower-case hexadecimal, over lines <c>NAME LENGTH VALUE</c> that end with a line feed, one for each part in the
/// order below and one for each option by name. The length, in bytes of UTF-8, keeps one part from running into the next.
/// </summary>
internal static class EngineKey
{
    /// <summary>First line; it changes when the meaning of a part does, so that no engine of before is taken for one of now.</summary>
    private const string Format = "edge-engine-1";

    /// <summary>Computes the key; equal parts give equal keys, on every machine.</summary>
    public static string Compute(EngineKeyParts parts)
    {
        var text = new StringBuilder(Format).Append('\n');
        Add(text, "release", parts.ReleaseDigest);
        Add(text, "rung", parts.Rung);
        Add(text, "onnxruntime", parts.OnnxRuntime);
        Add(text, "tensorrt", parts.TensorRt);
        Add(text, "cuda", parts.Cuda);
        Add(text, "driver", parts.Driver);
        Add(text, "gpu", parts.Gpu);
        Add(text, "shapes", parts.Shapes);
        foreach ((string name, string value) in parts.Options.OrderBy(option => option.Key, StringComparer.Ordinal))
        {
            Add(text, $"option.{name}", value);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void Add(StringBuilder text, string name, string value) =>
        text.Append(CultureInfo.InvariantCulture, $"{name} {Encoding.UTF8.GetByteCount(value)} {value}\n");
}
