using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Edge.EndToEnd.Tests;

/// <summary>The frame of a DICOM file (PS3.10 7.1): preamble, prefix, meta information of a stated length, data set.</summary>
internal static class Part10
{
    private const int MetaLengthValueOffset = 140;
    private const int MetaStart = 144;

    /// <summary>Everything before the data set.</summary>
    /// <param name="sopClassUid">Its SOP class.</param>
    /// <param name="sopInstanceUid">Its instance.</param>
    /// <param name="transferSyntaxUid">Its transfer syntax; Explicit VR Little Endian when not given.</param>
    public static byte[] Head(string sopClassUid, string sopInstanceUid, string transferSyntaxUid = "1.2.840.10008.1.2.1")
    {
        byte[] meta = new ElementWriter()
            .Bytes(2, 1, "OB", [0, 1])
            .Text(2, 2, "UI", sopClassUid)
            .Text(2, 3, "UI", sopInstanceUid)
            .Text(2, 0x10, "UI", transferSyntaxUid)
            .Text(2, 0x12, "UI", "2.25.310597712306921.9")
            .ToArray();
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, meta.Length);
        return [.. new byte[128], .. "DICM"u8, .. new ElementWriter().Bytes(2, 0, "UL", length).ToArray(), .. meta];
    }

    /// <summary>SHA-256 of the data set alone, hexadecimal; "no Part 10 file" when it has no head.</summary>
    public static string DataSetDigest(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] head = new byte[MetaStart];
        if (file.ReadAtLeast(head, MetaStart, throwOnEndOfStream: false) < MetaStart || !head.AsSpan(128, 4).SequenceEqual("DICM"u8))
        {
            return "no Part 10 file";
        }

        file.Position = MetaStart + BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(MetaLengthValueOffset));
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
