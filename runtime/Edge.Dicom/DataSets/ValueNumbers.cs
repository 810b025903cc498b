using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Edge.Dicom;

/// <summary>Values as numbers.</summary>
internal static class ValueNumbers
{
    /// <summary>Every value as a double, or null when one is no number.</summary>
    internal static double[]? Doubles(ReadOnlySpan<byte> bytes, DicomVR vr)
    {
        if (vr is DicomVR.DS or DicomVR.IS)
        {
            string[] parts = Parts(bytes);
            var parsed = new double[parts.Length];
            for (int i = 0; i < parts.Length; i++)
            {
                if (!TryParseDecimal(parts[i], out parsed[i]))
                {
                    return null;
                }
            }

            return parsed;
        }

        if (!IsNumeric(vr))
        {
            return null;
        }

        int unit = vr.UnitBytes();
        var values = new double[bytes.Length / unit];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> at = bytes[(i * unit)..];
            values[i] = vr switch
            {
                DicomVR.FL => BinaryPrimitives.ReadSingleLittleEndian(at),
                DicomVR.FD => BinaryPrimitives.ReadDoubleLittleEndian(at),
                DicomVR.UV => BinaryPrimitives.ReadUInt64LittleEndian(at),
                _ => Integer(at, vr),
            };
        }

        return values;
    }

    /// <summary>Every value as a whole number, or null when one is none or does not fit 64 signed bits.</summary>
    internal static long[]? Integers(ReadOnlySpan<byte> bytes, DicomVR vr)
    {
        if (vr is DicomVR.DS or DicomVR.IS)
        {
            string[] parts = Parts(bytes);
            var parsed = new long[parts.Length];
            for (int i = 0; i < parts.Length; i++)
            {
                if (!long.TryParse(parts[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out parsed[i]))
                {
                    return null;
                }
            }

            return parsed;
        }

        if (!IsNumeric(vr) || vr is DicomVR.FL or DicomVR.FD)
        {
            return null;
        }

        int unit = vr.UnitBytes();
        var values = new long[bytes.Length / unit];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Integer(bytes[(i * unit)..], vr);
            if (vr == DicomVR.UV && values[i] < 0)
            {
                return null;
            }
        }

        return values;
    }

    /// <summary>A whole number of the binary representations; of UV the same 64 bits.</summary>
    internal static long Integer(ReadOnlySpan<byte> bytes, DicomVR vr) => vr switch
    {
        DicomVR.SS => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        DicomVR.US => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        DicomVR.SL => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        DicomVR.UL => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
    };

    /// <summary>A decimal string of PS3.5 6.2: digits, sign, point, exponent; finite.</summary>
    internal static bool TryParseDecimal(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value)
        && double.IsFinite(value);

    private static bool IsNumeric(DicomVR vr) => vr is DicomVR.SS or DicomVR.US or DicomVR.SL or DicomVR.UL
        or DicomVR.SV or DicomVR.UV or DicomVR.FL or DicomVR.FD;

    private static string[] Parts(ReadOnlySpan<byte> bytes)
    {
        string text = Encoding.Latin1.GetString(bytes).Trim(' ', '\0');
        return text.Length == 0 ? [] : text.Split('\\', StringSplitOptions.TrimEntries);
    }
}
