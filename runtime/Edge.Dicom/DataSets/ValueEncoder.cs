using System.Buffers.Binary;
using System.Globalization;

namespace Edge.Dicom;

/// <summary>Values to encoded bytes, not yet padded.</summary>
internal static class ValueEncoder
{
    /// <summary>Longest decimal string (PS3.5 6.2).</summary>
    private const int MaxDecimalLength = 16;

    internal static byte[] FromText(ReadOnlySpan<string> values, DicomVR vr, DicomCharacterSet characterSet)
    {
        if (vr.IsText())
        {
            return characterSet.Encode(string.Join('\\', values), vr);
        }

        var numbers = new double[values.Length];
        var integers = new long[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (vr == DicomVR.AT)
            {
                uint tag = uint.Parse(values[i], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                integers[i] = (tag >> 16) | ((long)(tag & 0xFFFF) << 16);
            }
            else if (vr is DicomVR.FL or DicomVR.FD)
            {
                numbers[i] = double.Parse(values[i], CultureInfo.InvariantCulture);
            }
            else if (vr == DicomVR.UV)
            {
                integers[i] = unchecked((long)ulong.Parse(values[i], CultureInfo.InvariantCulture));
            }
            else
            {
                integers[i] = long.Parse(values[i], CultureInfo.InvariantCulture);
            }
        }

        return vr switch
        {
            DicomVR.FL or DicomVR.FD => FromDoubles(numbers, vr),
            DicomVR.AT => FromIntegers(integers, DicomVR.UL),
            DicomVR.UV => FromIntegers(integers, DicomVR.SV),
            _ => FromIntegers(integers, vr),
        };
    }

    internal static byte[] FromIntegers(ReadOnlySpan<long> values, DicomVR vr)
    {
        if (vr is DicomVR.IS or DicomVR.DS)
        {
            return FromText(Array.ConvertAll(values.ToArray(), value => value.ToString(CultureInfo.InvariantCulture)), vr, DicomCharacterSet.Default);
        }

        if (vr is DicomVR.FL or DicomVR.FD)
        {
            return FromDoubles(Array.ConvertAll(values.ToArray(), value => (double)value), vr);
        }

        int unit = vr is DicomVR.SS or DicomVR.US or DicomVR.SL or DicomVR.UL or DicomVR.SV or DicomVR.UV
            ? vr.UnitBytes()
            : throw new ArgumentException($"{vr} takes no whole numbers.", nameof(vr));
        byte[] bytes = new byte[values.Length * unit];
        for (int i = 0; i < values.Length; i++)
        {
            Span<byte> at = bytes.AsSpan(i * unit);
            switch (vr)
            {
                case DicomVR.SS: BinaryPrimitives.WriteInt16LittleEndian(at, checked((short)values[i])); break;
                case DicomVR.US: BinaryPrimitives.WriteUInt16LittleEndian(at, checked((ushort)values[i])); break;
                case DicomVR.SL: BinaryPrimitives.WriteInt32LittleEndian(at, checked((int)values[i])); break;
                case DicomVR.UL: BinaryPrimitives.WriteUInt32LittleEndian(at, checked((uint)values[i])); break;
                case DicomVR.UV: BinaryPrimitives.WriteUInt64LittleEndian(at, checked((ulong)values[i])); break;
                default: BinaryPrimitives.WriteInt64LittleEndian(at, values[i]); break;
            }
        }

        return bytes;
    }

    internal static byte[] FromDoubles(ReadOnlySpan<double> values, DicomVR vr)
    {
        if (vr == DicomVR.DS)
        {
            return FromText(Array.ConvertAll(values.ToArray(), DecimalString), vr, DicomCharacterSet.Default);
        }

        int unit = vr is DicomVR.FL or DicomVR.FD ? vr.UnitBytes() : throw new ArgumentException($"{vr} takes no fractions.", nameof(vr));
        byte[] bytes = new byte[values.Length * unit];
        for (int i = 0; i < values.Length; i++)
        {
            if (unit == 4)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * unit), (float)values[i]);
            }
            else
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * unit), values[i]);
            }
        }

        return bytes;
    }

    /// <summary>The shortest text that reads back equal, or as many digits as fit in 16 characters.</summary>
    internal static string DecimalString(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "A decimal string holds finite numbers only.");
        }

        string text = value.ToString("R", CultureInfo.InvariantCulture);
        for (int digits = MaxDecimalLength; text.Length > MaxDecimalLength; digits--)
        {
            text = value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        }

        return text;
    }
}
