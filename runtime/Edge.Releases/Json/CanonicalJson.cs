using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Edge.Releases.Json;

/// <summary>
/// Canonical JSON as TUF signs it (TUF 1.0.34 §4.1, the OLPC dialect): members sorted by code point, no white space, whole numbers only, and in
/// strings nothing escaped but the quote and the backslash.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>The canonical form of a value.</summary>
    /// <exception cref="TrustException">It holds a number that is not whole, or text that is not Unicode.</exception>
    public static byte[] Write(JsonElement value)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        Write(value, output);
        return output.WrittenSpan.ToArray();
    }

    private static void Write(JsonElement value, ArrayBufferWriter<byte> output)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, output);
                break;
            case JsonValueKind.Array:
                WriteArray(value, output);
                break;
            case JsonValueKind.String:
                WriteText(Encode(value.GetString()!), output);
                break;
            case JsonValueKind.Number:
                output.Write(Encoding.ASCII.GetBytes(WholeNumber(value.GetRawText())));
                break;
            case JsonValueKind.True:
                output.Write("true"u8);
                break;
            case JsonValueKind.False:
                output.Write("false"u8);
                break;
            default:
                output.Write("null"u8);
                break;
        }
    }

    private static void WriteObject(JsonElement value, ArrayBufferWriter<byte> output)
    {
        output.Write("{"u8);
        bool first = true;

        // The order of UTF-8 bytes is the order of code points; the order of .NET's strings is not, beyond U+FFFF.
        foreach ((byte[] name, JsonElement member) in value.EnumerateObject()
            .Select(member => (Encode(member.Name), member.Value))
            .OrderBy(member => member.Item1, ByteOrder.Instance))
        {
            if (!first)
            {
                output.Write(","u8);
            }

            first = false;
            WriteText(name, output);
            output.Write(":"u8);
            Write(member, output);
        }

        output.Write("}"u8);
    }

    private static void WriteArray(JsonElement value, ArrayBufferWriter<byte> output)
    {
        output.Write("["u8);
        bool first = true;
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (!first)
            {
                output.Write(","u8);
            }

            first = false;
            Write(item, output);
        }

        output.Write("]"u8);
    }

    private static void WriteText(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> output)
    {
        output.Write("\""u8);
        foreach (byte unit in text)
        {
            if (unit is (byte)'"' or (byte)'\\')
            {
                output.Write("\\"u8);
            }

            output.Write([unit]);
        }

        output.Write("\""u8);
    }

    private static byte[] Encode(string text) => Encoding.UTF8.GetBytes(text);

    private static string WholeNumber(string written) =>
        written.All(letter => letter is '-' or (>= '0' and <= '9')) && written != "-0"
            ? written
            : throw new TrustException(TrustFailure.Malformed, $"Canonical JSON has no number {written}: whole numbers only.");

    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static readonly ByteOrder Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
