using System.Runtime.InteropServices;

namespace Edge.Dicom.Images;

/// <summary>
/// A look-up table with its descriptor: number of entries, first input mapped, bits an entry (PS3.3 C.11.1.1, C.11.2.1.1, C.7.6.3.1.5). Inputs below
/// the first take the first entry, those above the last one the last.
/// </summary>
public sealed class LookupTable
{
    private const int EntriesMax = 65536;

    private readonly ushort[] _entries;

    private LookupTable(int first, int bits, ushort[] entries)
    {
        FirstMapped = first;
        Bits = bits;
        _entries = entries;
    }

    /// <summary>The input that takes the first entry.</summary>
    public int FirstMapped { get; }

    /// <summary>Bits of an entry, 8 to 16.</summary>
    public int Bits { get; }

    /// <summary>The entries, 1 to 65536.</summary>
    public ReadOnlySpan<ushort> Entries => _entries;

    /// <summary>Largest value that an entry can have.</summary>
    public int Max => (1 << Bits) - 1;

    /// <summary>The entry for an input; fractions are dropped towards zero.</summary>
    public ushort Value(double input) => _entries[(int)Math.Clamp(Math.Truncate(input) - FirstMapped, 0, _entries.Length - 1)];

    /// <summary>Reads the table of an item of a Modality LUT Sequence or VOI LUT Sequence.</summary>
    /// <param name="item">The item.</param>
    /// <param name="signedInput">True when inputs can be negative, whatever representation the descriptor has.</param>
    /// <returns>Null when it is malformed.</returns>
    public static LookupTable? Of(DicomDataset item, bool signedInput) =>
        Of(item, DicomTag.LUTDescriptor, DicomTag.LUTData, default, signedInput);

    /// <summary>Reads a table by its tags.</summary>
    /// <param name="dataset">What holds it.</param>
    /// <param name="descriptor">Its descriptor.</param>
    /// <param name="data">Its entries.</param>
    /// <param name="segmented">Its entries in segments, where it has any instead.</param>
    /// <param name="signedInput">True when inputs can be negative, whatever representation the descriptor has.</param>
    /// <returns>Null when it is absent or malformed.</returns>
    internal static LookupTable? Of(DicomDataset dataset, DicomTag descriptor, DicomTag data, DicomTag segmented, bool signedInput)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (dataset.GetIntegers(descriptor) is not [var count, var start, var bits, ..] || bits is < 8 or > 16)
        {
            return null;
        }

        bool negative = signedInput || dataset[descriptor].VR == DicomVR.SS;
        int first = negative ? (short)start : (ushort)start;
        int wanted = (ushort)count == 0 ? EntriesMax : (ushort)count;
        ushort[]? entries = dataset.TryGetBytes(data, out ReadOnlyMemory<byte> bytes) ? Plain(bytes.Span, wanted, (int)bits)
            : dataset.TryGetBytes(segmented, out bytes) ? SegmentedTable.Expand(bytes.Span, wanted, (int)bits)
            : null;
        return entries is null ? null : new LookupTable(first, (int)bits, entries);
    }

    // Entries of 8 bits come two in a word, or, from some makers, one in a word.
    private static ushort[]? Plain(ReadOnlySpan<byte> data, int count, int bits)
    {
        if (bits == 8 && data.Length < count * sizeof(ushort))
        {
            return data.Length >= count ? SegmentedTable.Bytes(data[..count]) : null;
        }

        return data.Length >= count * sizeof(ushort) ? MemoryMarshal.Cast<byte, ushort>(data)[..count].ToArray() : null;
    }
}
