using System.Globalization;
using System.Security.Cryptography;

namespace Edge.EndToEnd.Tests;

/// <summary>Made-up images that the sample models accept, and others that no route takes. Pixels are noise: what counts is that they arrive.</summary>
internal static class Phantom
{
    public const string CtImage = "1.2.840.10008.5.1.4.1.1.2";
    public const string DigitalXRay = "1.2.840.10008.5.1.4.1.1.1.1";
    public const string MrImage = "1.2.840.10008.5.1.4.1.1.4";
    public const string UltrasoundMultiFrame = "1.2.840.10008.5.1.4.1.1.3.1";

    /// <summary>An image of 16 bits a pixel as a whole file.</summary>
    /// <param name="uids">Of its study, series and instance.</param>
    /// <param name="kind">SOP class, modality and size.</param>
    /// <param name="index">Place in its series, 3 mm after the one before it.</param>
    public static byte[] File(InstanceUids uids, PhantomKind kind, int index)
    {
        byte[] pixels = RandomNumberGenerator.GetBytes(kind.Rows * kind.Columns * 2);
        return [.. Part10.Head(kind.SopClassUid, uids.Instance), .. Attributes(uids, kind, index).Bytes(0x7FE0, 0x0010, "OW", pixels).ToArray()];
    }

    /// <summary>As <see cref="File"/>, in an encapsulated transfer syntax: one frame in two fragments of noise (PS3.5 A.4).</summary>
    public static byte[] Encapsulated(InstanceUids uids, PhantomKind kind, string transferSyntaxUid)
    {
        byte[] item = [0xFE, 0xFF, 0x00, 0xE0];
        byte[] fragment = [.. item, 0, 4, 0, 0, .. RandomNumberGenerator.GetBytes(1024)];
        return
        [
            .. Part10.Head(kind.SopClassUid, uids.Instance, transferSyntaxUid),
            .. Attributes(uids, kind, 0).Header(0x7FE0, 0x0010, "OB", uint.MaxValue).ToArray(),
            .. item, 0, 0, 0, 0, .. fragment, .. fragment,
            0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0,
        ];
    }

    /// <summary>Writes an image of many frames without holding it: its pixels are a hole in the file.</summary>
    /// <param name="path">File to write.</param>
    /// <param name="uids">Of its study, series and instance.</param>
    /// <param name="kind">SOP class, modality and frame size.</param>
    /// <param name="pixelBytes">Length of the pixel data; below 4 GiB.</param>
    public static void WriteLarge(string path, InstanceUids uids, PhantomKind kind, long pixelBytes)
    {
        long frames = pixelBytes / (kind.Rows * kind.Columns * 2);
        ElementWriter attributes = Attributes(uids, kind, 0, frames).Header(0x7FE0, 0x0010, "OW", checked((uint)(frames * kind.Rows * kind.Columns * 2)));
        using FileStream file = System.IO.File.Create(path);
        file.Write(Part10.Head(kind.SopClassUid, uids.Instance));
        file.Write(attributes.ToArray());
        file.SetLength(file.Position + (frames * kind.Rows * kind.Columns * 2));
    }

    private static ElementWriter Attributes(InstanceUids uids, PhantomKind kind, int index, long frames = 1)
    {
        ElementWriter writer = new ElementWriter()
            .Text(8, 0x16, "UI", kind.SopClassUid)
            .Text(8, 0x18, "UI", uids.Instance)
            .Text(8, 0x20, "DA", "20260101")
            .Text(8, 0x30, "TM", "120000")
            .Text(8, 0x50, "SH", "")
            .Text(8, 0x60, "CS", kind.Modality)
            .Text(8, 0x90, "PN", "")
            .Text(0x10, 0x10, "PN", "Phantom^EndToEnd")
            .Text(0x10, 0x20, "LO", "PHANTOM-E2E")
            .Text(0x10, 0x30, "DA", "")
            .Text(0x10, 0x40, "CS", "O")
            .Text(0x18, 0x50, "DS", "3")
            .Text(0x20, 0x0D, "UI", uids.Study)
            .Text(0x20, 0x0E, "UI", uids.Series)
            .Text(0x20, 0x10, "SH", "1")
            .Text(0x20, 0x11, "IS", "1")
            .Text(0x20, 0x13, "IS", (index + 1).ToString(CultureInfo.InvariantCulture))
            .Text(0x20, 0x32, "DS", $"0\\0\\{3 * index}")
            .Text(0x20, 0x37, "DS", @"1\0\0\0\1\0")
            .Text(0x20, 0x52, "UI", uids.Series + ".9")
            .Number(0x28, 2, 1)
            .Text(0x28, 4, "CS", "MONOCHROME2");
        if (frames > 1)
        {
            writer.Text(0x28, 8, "IS", frames.ToString(CultureInfo.InvariantCulture));
        }

        return writer
            .Number(0x28, 0x10, (ushort)kind.Rows)
            .Number(0x28, 0x11, (ushort)kind.Columns)
            .Text(0x28, 0x30, "DS", @"2\2")
            .Number(0x28, 0x100, 16)
            .Number(0x28, 0x101, 12)
            .Number(0x28, 0x102, 11)
            .Number(0x28, 0x103, 0)
            .Text(0x28, 0x1050, "DS", "2048")
            .Text(0x28, 0x1051, "DS", "4096")
            .Text(0x28, 0x1052, "DS", "-1024")
            .Text(0x28, 0x1053, "DS", "1");
    }
}
