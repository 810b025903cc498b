using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;

namespace Edge.Dicom;

/// <summary>Numbers of PS3.18 Table F.2.3-1.</summary>
internal static class JsonNumber
{
    /// <summary>Largest whole number that every JSON reader keeps exactly (RFC 8259 section 6).</summary>
    private const long MaxExact = (1L << 53) - 1;

    /// <summary>Longest text that is tried as a number; DS allows 16 characters, IS 12.</summary>
    internal const int MaxTextLength = 64;

    /// <summary>Characters of the longest whole number of 64 bits.</summary>
    private const int MaxWholeLength = 20;

    /// <summary>Writes one value of a binary representation, or of AT.</summary>
    internal static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> value, DicomVR vr)
    {
        Span<byte> text = stackalloc byte[MaxWholeLength];
        int length;
        switch (vr)
        {
            case DicomVR.AT:
                uint tag = ((uint)BinaryPrimitives.ReadUInt16LittleEndian(value) << 16) | BinaryPrimitives.ReadUInt16LittleEndian(value[2..]);
                _ = tag.TryFormat(text, out length, "X8", CultureInfo.InvariantCulture);
                writer.WriteStringValue(text[..length]);
                break;
            case DicomVR.FL:
                WriteFloating(writer, BinaryPrimitives.ReadSingleLittleEndian(value));
                break;
            case DicomVR.FD:
                WriteFloating(writer, BinaryPrimitives.ReadDoubleLittleEndian(value));
                break;
            case DicomVR.UV when BinaryPrimitives.ReadUInt64LittleEndian(value) is > (ulong)MaxExact and ulong large:
                _ = large.TryFormat(text, out length, provider: CultureInfo.InvariantCulture);
                writer.WriteStringValue(text[..length]);
                break;
            default:
                long number = ValueNumbers.Integer(value, vr);
                if (number is >= -MaxExact and <= MaxExact)
                {
                    writer.WriteNumberValue(number);
                }
                else
                {
                    _ = number.TryFormat(text, out length, provider: CultureInfo.InvariantCulture);
                    writer.WriteStringValue(text[..length]);
                }

                break;
        }
    }

    /// <summary>Writes the text of IS or DS as a number of the same digits, where it is one that a double can hold.</summary>
    /// <returns>False when it is none, with nothing written.</returns>
    internal static bool TryWriteText(Utf8JsonWriter writer, ReadOnlySpan<char> text, DicomVR vr)
    {
        text = text.Trim(" \0");
        if (text.Length is 0 or > MaxTextLength || !ValueNumbers.TryParseDecimal(text, out _)
            || (vr == DicomVR.IS && text.ContainsAny('.', 'e', 'E')))
        {
            return false;
        }

        Span<char> number = stackalloc char[MaxTextLength + 2];
        writer.WriteRawValue(number[..Normalize(text, number)], skipInputValidation: true);
        return true;
    }

    /// <summary>JSON knows no plus sign, no leading zeros, and no point without digits on both sides.</summary>
    private static int Normalize(ReadOnlySpan<char> text, Span<char> number)
    {
        int length = 0;
        if (text[0] is '-' or '+')
        {
            if (text[0] == '-')
            {
                number[length++] = '-';
            }

            text = text[1..];
        }

        int whole = text.IndexOfAny('.', 'e', 'E');
        ReadOnlySpan<char> digits = (whole < 0 ? text : text[..whole]).TrimStart('0');
        length += Copy(digits.IsEmpty ? "0" : digits, number[length..]);
        text = whole < 0 ? [] : text[whole..];
        if (text.StartsWith("."))
        {
            int exponent = text.IndexOfAny('e', 'E');
            ReadOnlySpan<char> fraction = exponent < 0 ? text : text[..exponent];
            length += fraction.Length > 1 ? Copy(fraction, number[length..]) : 0;
            text = text[fraction.Length..];
        }

        return length + Copy(text, number[length..]);
    }

    private static int Copy(ReadOnlySpan<char> from, Span<char> to)
    {
        from.CopyTo(to);
        return from.Length;
    }

    private static void WriteFloating(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }
    }
}
