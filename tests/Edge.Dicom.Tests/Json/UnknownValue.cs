using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Edge.Dicom.Tests.Json;

/// <summary>Tells whether bytes of unknown representation hold the value that a tool read out of them with a dictionary.</summary>
internal static class UnknownValue
{
    internal static bool Agrees(byte[] bytes, string vr, JsonElement[] values, string inline) => vr switch
    {
        "OB" or "OW" => inline == Convert.ToBase64String(bytes),
        "SQ" => values.Length == 0 ? bytes.Length == 0 : bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF, 0x00, 0xE0]),
        "US" => Numbers(bytes, 2, at => BinaryPrimitives.ReadUInt16LittleEndian(at), values),
        "SS" => Numbers(bytes, 2, at => BinaryPrimitives.ReadInt16LittleEndian(at), values),
        "UL" => Numbers(bytes, 4, at => BinaryPrimitives.ReadUInt32LittleEndian(at), values),
        "SL" => Numbers(bytes, 4, at => BinaryPrimitives.ReadInt32LittleEndian(at), values),
        "FL" => Numbers(bytes, 4, at => BinaryPrimitives.ReadSingleLittleEndian(at), values, 1e-8),
        "FD" => Numbers(bytes, 8, BinaryPrimitives.ReadDoubleLittleEndian, values, 1e-15),
        "AT" => values is [{ } tag] && tag.GetString() == Tag(bytes),
        _ => Text(bytes, values),
    };

    internal static int UnitBytes(string vr) => vr switch
    {
        "US" or "SS" or "OW" => 2,
        "UL" or "SL" or "FL" => 4,
        "FD" => 8,
        _ => 1,
    };

    private delegate double ReadNumber(ReadOnlySpan<byte> bytes);

    private static bool Numbers(byte[] bytes, int unit, ReadNumber read, JsonElement[] values, double tolerance = 0)
    {
        bool same = bytes.Length == values.Length * unit;
        for (int i = 0; same && i < values.Length; i++)
        {
            double number = read(bytes.AsSpan(i * unit));
            same = Math.Abs(number - values[i].GetDouble()) <= tolerance * Math.Abs(number);
        }

        return same;
    }

    private static bool Text(byte[] bytes, JsonElement[] values)
    {
        string text = Encoding.Latin1.GetString(bytes).TrimEnd(' ', '\0');
        string[] parts = text.Length == 0 ? [] : values.Length == 1 ? [text] : text.Split('\\');
        return parts.Length == values.Length && parts.Zip(values).All(pair => Same(pair.First.Trim(), pair.Second));
    }

    private static bool Same(string text, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => double.Parse(text, CultureInfo.InvariantCulture).Equals(value.GetDouble()),
        JsonValueKind.Object => value.GetProperty("Alphabetic").GetString() == text,
        JsonValueKind.String => value.GetString()!.Trim() == text,
        _ => text.Length == 0,
    };

    private static string Tag(byte[] bytes) => string.Create(
        CultureInfo.InvariantCulture, $"{BinaryPrimitives.ReadUInt16LittleEndian(bytes):X4}{BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(2)):X4}");
}
