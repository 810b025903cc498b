using System.Buffers.Binary;
using Edge.Dicom;

namespace Edge.Runtime.Stow;

/// <summary>What stands before the data set in a Part 10 file: preamble, DICM and meta information (PS3.10 7.1).</summary>
/// <param name="Length">Its bytes.</param>
/// <param name="SopClassUid">Media Storage SOP Class UID (0002,0002); empty where missing.</param>
/// <param name="SopInstanceUid">Media Storage SOP Instance UID (0002,0003); empty where missing.</param>
/// <param name="TransferSyntaxUid">Transfer Syntax UID (0002,0010); empty where missing.</param>
internal sealed record PartFront(int Length, string SopClassUid, string SopInstanceUid, string TransferSyntaxUid)
{
    /// <summary>Longest meta information that is taken; real ones have a few hundred bytes.</summary>
    public const int MaxBytes = 32 * 1024;

    // (0002,0000) UL with its value: the first element of the group, always.
    private const int GroupLengthOffset = DicomFileMeta.PreambleBytes + 4;
    private const int GroupLengthEnd = GroupLengthOffset + 12;

    /// <summary>Reads the front of a part.</summary>
    /// <param name="bytes">The first bytes of the part.</param>
    /// <param name="problem">Why there is none and more bytes cannot help; null otherwise.</param>
    /// <returns>The front; null when more bytes are needed, or with a problem.</returns>
    public static PartFront? Read(ReadOnlyMemory<byte> bytes, out string? problem)
    {
        problem = null;
        if (bytes.Length < GroupLengthEnd)
        {
            return null;
        }

        ReadOnlySpan<byte> front = bytes.Span;
        if (!front[DicomFileMeta.PreambleBytes..].StartsWith("DICM"u8)
            || BinaryPrimitives.ReadUInt32LittleEndian(front[GroupLengthOffset..]) != 0x0000_0002)
        {
            problem = "The part is no DICOM file (PS3.10)";
            return null;
        }

        uint groupLength = BinaryPrimitives.ReadUInt32LittleEndian(front[(GroupLengthEnd - sizeof(uint))..]);
        if (groupLength > MaxBytes - GroupLengthEnd)
        {
            problem = $"The meta information is longer than {MaxBytes} bytes";
            return null;
        }

        int length = GroupLengthEnd + (int)groupLength;
        return bytes.Length < length ? null : Parse(bytes[GroupLengthOffset..length], length, out problem);
    }

    private static PartFront? Parse(ReadOnlyMemory<byte> meta, int length, out string? problem)
    {
        problem = null;
        try
        {
            DicomDataset elements = DicomPrefix.Read(meta, DicomTransferSyntax.ExplicitVRLittleEndian, DicomReadOptions.Default).Dataset;
            return new PartFront(
                length,
                elements.GetString(DicomTag.MediaStorageSOPClassUID) ?? "",
                elements.GetString(DicomTag.MediaStorageSOPInstanceUID) ?? "",
                elements.GetString(DicomTag.TransferSyntaxUID) ?? "");
        }
        catch (DicomFormatException)
        {
            problem = "The meta information is malformed";
            return null;
        }
    }
}
