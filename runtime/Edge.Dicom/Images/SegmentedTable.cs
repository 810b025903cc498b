using System.Runtime.InteropServices;

namespace Edge.Dicom.Images;

/// <summary>Expands a Segmented Palette Color Lookup Table (PS3.3 C.7.9.2): discrete, linear and indirect segments.</summary>
internal static class SegmentedTable
{
    private const int Discrete = 0;
    private const int Linear = 1;
    private const int Indirect = 2;

    /// <summary>Expands a table.</summary>
    /// <param name="data">The segments: words, or bytes where entries have 8 bits.</param>
    /// <param name="count">Entries it must have.</param>
    /// <param name="bits">Bits an entry.</param>
    /// <returns>Null when it is malformed.</returns>
    public static ushort[]? Expand(ReadOnlySpan<byte> data, int count, int bits)
    {
        ReadOnlySpan<ushort> units = bits == 8 ? Bytes(data) : MemoryMarshal.Cast<byte, ushort>(data);
        var entries = new List<ushort>(count);
        int at = 0;
        while (entries.Count < count)
        {
            if (!TryAdd(units, ref at, bits, count, mayPoint: true, entries))
            {
                return null;
            }
        }

        return [.. entries.Take(count)];
    }

    /// <summary>Each byte as a word.</summary>
    public static ushort[] Bytes(ReadOnlySpan<byte> data)
    {
        ushort[] words = new ushort[data.Length];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = data[i];
        }

        return words;
    }

    private static bool TryAdd(ReadOnlySpan<ushort> units, ref int at, int bits, int count, bool mayPoint, List<ushort> entries)
    {
        if (at + 3 > units.Length)
        {
            return false;
        }

        int kind = units[at];
        int length = units[at + 1];
        ReadOnlySpan<ushort> rest = units[(at + 2)..];
        switch (kind)
        {
            case Discrete when length > 0 && length <= rest.Length && entries.Count + length <= count:
                entries.AddRange(rest[..length]);
                at += 2 + length;
                return true;
            case Linear when length > 0 && entries.Count is > 0 && entries.Count + length <= count:
                AddLine(entries[^1], rest[0], length, entries);
                at += 3;
                return true;
            case Indirect when mayPoint && length > 0:
                return TryCopy(units, ref at, bits, count, length, entries);
            default:
                return false;
        }
    }

    // From the entry before, which is not repeated, to the given one (C.7.9.2.2).
    private static void AddLine(ushort from, ushort to, int length, List<ushort> entries)
    {
        double step = ((double)to - from) / length;
        for (int i = 1; i < length; i++)
        {
            entries.Add((ushort)Math.Round(from + (step * i)));
        }

        entries.Add(to);
    }

    // The offset counts bytes from the start of the table: two words, or four bytes, least significant first (C.7.9.2.3).
    private static bool TryCopy(ReadOnlySpan<ushort> units, ref int at, int bits, int count, int segments, List<ushort> entries)
    {
        int offsetUnits = bits == 8 ? 4 : 2;
        if (at + 2 + offsetUnits > units.Length)
        {
            return false;
        }

        long offset = 0;
        for (int i = offsetUnits - 1; i >= 0; i--)
        {
            offset = (offset << (bits == 8 ? 8 : 16)) | units[at + 2 + i];
        }

        offset /= bits == 8 ? 1 : 2;
        if (offset >= units.Length)
        {
            return false;
        }

        int from = (int)offset;
        for (int i = 0; i < segments; i++)
        {
            if (!TryAdd(units, ref from, bits, count, mayPoint: false, entries))
            {
                return false;
            }
        }

        at += 2 + offsetUnits;
        return true;
    }
}
