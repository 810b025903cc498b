using System.Buffers.Binary;

namespace Edge.Dicom;

/// <summary>Finds out how a file is laid out where it does not say so, or says so wrongly.</summary>
internal static class SyntaxSniffer
{
    /// <summary>Bytes of the first element that tell explicit from implicit.</summary>
    internal const int NeededBytes = 8;

    /// <summary>Offset of the first element: after preamble and DICM, after a bare DICM, or 0.</summary>
    internal static int FindStart(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= DicomFileMeta.PreambleBytes + 4 && bytes[DicomFileMeta.PreambleBytes..].StartsWith("DICM"u8))
        {
            return DicomFileMeta.PreambleBytes + 4;
        }

        return bytes.StartsWith("DICM"u8) ? 4 : 0;
    }

    /// <summary>True when an element of group 0002 comes next.</summary>
    internal static bool IsMetaGroup(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= NeededBytes && BinaryPrimitives.ReadUInt16LittleEndian(bytes) == DicomFileMeta.Group;

    /// <summary>True when the next element carries its representation.</summary>
    internal static bool HasLetters(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= NeededBytes && DicomVRTraits.FromLetters(bytes[4], bytes[5]) != DicomVR.None;

    /// <summary>
    /// The stated syntax, unless the first element is plainly in the other of explicit and implicit little endian, a mistake some senders make.
    /// </summary>
    internal static DicomTransferSyntax Check(DicomTransferSyntax stated, ReadOnlySpan<byte> bytes)
    {
        if (stated.IsBigEndian || stated.IsDeflated || bytes.Length < NeededBytes)
        {
            return stated;
        }

        DicomTag tag = LittleEndianTag(bytes);
        if (stated.IsExplicit && !HasLetters(bytes) && DicomDictionary.ImplicitVR(tag) != DicomVR.UN && BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]) == 0)
        {
            return DicomTransferSyntax.ImplicitVRLittleEndian;
        }

        bool isExplicitAfterAll = !stated.IsExplicit && HasLetters(bytes) && DicomVRTraits.FromLetters(bytes[4], bytes[5]) == DicomDictionary.ImplicitVR(tag);
        return isExplicitAfterAll ? DicomTransferSyntax.ExplicitVRLittleEndian : stated;
    }

    /// <summary>The syntax of a data set that states none.</summary>
    /// <exception cref="DicomFormatException">What comes next is no data set.</exception>
    internal static DicomTransferSyntax Guess(DicomInput input)
    {
        ReadOnlySpan<byte> bytes = input.Window;
        if (bytes.Length >= NeededBytes)
        {
            DicomTag little = LittleEndianTag(bytes);
            DicomTag big = new(BinaryPrimitives.ReadUInt16BigEndian(bytes), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
            if (HasLetters(bytes))
            {
                return big.Group < little.Group ? DicomTransferSyntax.ExplicitVRBigEndian : DicomTransferSyntax.ExplicitVRLittleEndian;
            }

            bool hasPrefix = input.Position > 0;
            if (hasPrefix || (little.Group > 0 && DicomDictionary.ImplicitVR(little) != DicomVR.UN))
            {
                return DicomTransferSyntax.ImplicitVRLittleEndian;
            }
        }

        throw new DicomFormatException("This is no DICOM: neither a Part 10 prefix nor the first element of a data set", input.Position, default);
    }

    private static DicomTag LittleEndianTag(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]));
}
