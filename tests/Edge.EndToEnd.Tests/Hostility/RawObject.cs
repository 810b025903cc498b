using System.Buffers.Binary;
using System.Text;
using Edge.Dicom.Tests.Fuzzing;

namespace Edge.EndToEnd.Tests;

/// <summary>An object as somebody sends it who checks nothing: what the command says and what the data set holds need not agree.</summary>
/// <param name="Name">For messages.</param>
/// <param name="SopClass">Affected SOP Class UID; also the abstract syntax of the one context.</param>
/// <param name="SopInstance">Affected SOP Instance UID.</param>
/// <param name="TransferSyntax">The one proposed.</param>
/// <param name="DataSet">Bytes of the data set.</param>
internal sealed record RawObject(string Name, byte[] SopClass, byte[] SopInstance, byte[] TransferSyntax, byte[] DataSet)
{
    private const int MetaLengthAt = 140;
    private const int MetaStart = 144;
    private const int MostPdvBytes = 16000;

    private static int _made;

    public static byte[] Ct => "1.2.840.10008.5.1.4.1.1.2"u8.ToArray();

    public static byte[] ExplicitLittleEndian => "1.2.840.10008.1.2.1"u8.ToArray();

    /// <summary>The whole file as a data set, under a UID of its own.</summary>
    public static RawObject Whole(string path) => new(
        "whole " + Path.GetFileName(path), Ct, Encoding.ASCII.GetBytes($"2.25.77.{Interlocked.Increment(ref _made)}"), ExplicitLittleEndian, File.ReadAllBytes(path));

    /// <summary>The data set of a file under what its meta information says, wherever that can be found; else the whole file.</summary>
    public static RawObject OfFile(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.Length < MetaStart || !bytes.AsSpan(128, 4).SequenceEqual("DICM"u8))
        {
            return Whole(path);
        }

        int start = (int)Math.Min(MetaStart + (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(MetaLengthAt)), bytes.Length);
        byte[] meta = bytes[MetaStart..start];
        return new RawObject(
            Path.GetFileName(path), Meta(meta, 0x02, Ct), Meta(meta, 0x03, "2.25.78"u8.ToArray()), Meta(meta, 0x10, ExplicitLittleEndian), bytes[start..]);
    }

    /// <summary>Request, C-STORE and release.</summary>
    public byte[] Conversation()
    {
        WirePdu request = new(
            WirePdu.AssociateRequest,
            [0, 1, 0, 0, .. "EDGE            RAW             "u8, .. new byte[32]],
            [
                new WireItem(0x10, "1.2.840.10008.3.1.1.1"u8.ToArray(), []),
                new WireItem(0x20, [1, 0, 0, 0], [new WireItem(0x30, SopClass, []), new WireItem(0x40, TransferSyntax, [])]),
                new WireItem(0x50, [], [new WireItem(0x51, [0, 0, 0x40, 0], []), new WireItem(0x52, "2.25.1"u8.ToArray(), [])]),
            ],
            []);
        return [.. request.ToBytes(), .. Data(1, Command()), .. Data(0, DataSet), .. WirePdu.Plain(5, 0, 0, 0, 0).ToBytes()];
    }

    /// <summary>C-STORE-RQ (PS3.7 9.3.1.1), Implicit VR Little Endian.</summary>
    private byte[] Command()
    {
        byte[] elements =
        [
            .. new WireElement(0, 0x0002, Even(SopClass)).ToBytes(),
            .. new WireElement(0, 0x0100, [1, 0]).ToBytes(),
            .. new WireElement(0, 0x0110, [1, 0]).ToBytes(),
            .. new WireElement(0, 0x0700, [0, 0]).ToBytes(),
            .. new WireElement(0, 0x0800, [0, 0]).ToBytes(),
            .. new WireElement(0, 0x1000, Even(SopInstance)).ToBytes(),
        ];
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, elements.Length);
        return [.. new WireElement(0, 0x0000, length).ToBytes(), .. elements];
    }

    private static byte[] Data(byte control, byte[] content)
    {
        using var pdus = new MemoryStream();
        int at = 0;
        do
        {
            int count = Math.Min(MostPdvBytes, content.Length - at);
            byte last = (byte)(at + count == content.Length ? 2 : 0);
            pdus.Write(WirePdu.Of(new WireValue(1, (byte)(control | last), content[at..(at + count)])).ToBytes());
            at += count;
        }
        while (at < content.Length);

        return pdus.ToArray();
    }

    /// <summary>The value of (0002,00xx) UI, without its padding.</summary>
    private static byte[] Meta(byte[] meta, byte element, byte[] otherwise)
    {
        byte[] header = [2, 0, element, 0, .. "UI"u8];
        int at = meta.AsSpan().IndexOf(header);
        if (at < 0 || at + 8 > meta.Length)
        {
            return otherwise;
        }

        int length = Math.Min(meta[at + 6] | (meta[at + 7] << 8), meta.Length - at - 8);
        return meta.AsSpan(at + 8, length).TrimEnd("\0 "u8).ToArray();
    }

    private static byte[] Even(byte[] value) => value.Length % 2 == 0 ? value : [.. value, 0];
}
