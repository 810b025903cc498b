using System.Text;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Text as the C functions take it.</summary>
internal static class OrtText
{
    /// <summary>UTF-8 with a zero byte at the end.</summary>
    /// <exception cref="ArgumentException">The text holds a zero character, which C would end it at.</exception>
    public static byte[] ToUtf8(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("The text holds a zero character.", nameof(text));
        }

        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
