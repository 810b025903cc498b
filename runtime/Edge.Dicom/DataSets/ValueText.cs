using System.Buffers.Binary;
using System.Globalization;

namespace Edge.Dicom;

/// <summary>Values as text.</summary>
internal static class ValueText
{
    private static readonly char[] Padding = [' ', '\0'];

    /// <summary>Every value of an encoded element.</summary>
    internal static IReadOnlyList<string> All(ReadOnlySpan<byte> bytes, DicomVR vr, DicomCharacterSet characterSet)
    {
        if (vr.IsText())
        {
            string text = characterSet.Decode(bytes, vr);
            if (text.AsSpan().IndexOfAnyExcept(Padding) < 0)
            {
                return [];
            }

            return vr.AllowsMultipleText()
                ? Array.ConvertAll(text.Split('\\'), part => Trim(part, vr))
                : [Trim(text, vr)];
        }

        if (vr.IsBinary())
        {
            return [];
        }

        int unit = vr == DicomVR.AT ? 4 : vr.UnitBytes();
        var values = new string[bytes.Length / unit];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Number(bytes[(i * unit)..], vr);
        }

        return values;
    }

    /// <summary>Takes padding away: trailing spaces and zeros, and leading spaces where they mean nothing.</summary>
    internal static string Trim(string value, DicomVR vr)
    {
        string trimmed = value.TrimEnd(Padding);
        return vr.IgnoresLeadingSpaces() ? trimmed.TrimStart(' ') : trimmed;
    }

    private static string Number(ReadOnlySpan<byte> bytes, DicomVR vr)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        return vr switch
        {
            DicomVR.AT => string.Create(invariant, $"{BinaryPrimitives.ReadUInt16LittleEndian(bytes):X4}{BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]):X4}"),
            DicomVR.FL => BinaryPrimitives.ReadSingleLittleEndian(bytes).ToString("R", invariant),
            DicomVR.FD => BinaryPrimitives.ReadDoubleLittleEndian(bytes).ToString("R", invariant),
            DicomVR.UV => BinaryPrimitives.ReadUInt64LittleEndian(bytes).ToString(invariant),
            _ => ValueNumbers.Integer(bytes, vr).ToString(invariant),
        };
    }
}
