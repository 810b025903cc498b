using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Edge.Dicom.Tests.Fuzzing;

namespace Edge.EndToEnd.Tests;

/// <summary>Hostile objects of our own making, beside those of the test material.</summary>
internal static class HostileObjects
{
    private const int BombBytes = 200 << 20;

    private static readonly byte[] ImplicitLittleEndian = "1.2.840.10008.1.2"u8.ToArray();
    private static readonly byte[] Deflated = "1.2.840.10008.1.2.1.99"u8.ToArray();
    private static readonly uint[] Lies = [0, 1, 0x7FFE, 0x7FFF, 0xFFFE, 0xFFFF, 0x7FFFFFFE, 0xFFFFFFFE, 0xFFFFFFFF];

    /// <summary>Text attributes of a data set that end in tables, pages, logs, messages or file names somewhere.</summary>
    private static readonly (ushort Group, ushort Element, string Vr)[] Texts =
    [
        (0x0008, 0x0005, "CS"), (0x0008, 0x0016, "UI"), (0x0008, 0x0018, "UI"), (0x0008, 0x0050, "SH"), (0x0008, 0x0060, "CS"), (0x0008, 0x1010, "SH"), (0x0008, 0x1030, "LO"),
        (0x0008, 0x103E, "LO"), (0x0010, 0x0010, "PN"), (0x0010, 0x0020, "LO"), (0x0018, 0x0015, "CS"), (0x0020, 0x000D, "UI"), (0x0020, 0x000E, "UI"), (0x0020, 0x0013, "IS"),
    ];

    public static IEnumerable<RawObject> All() => Names().Concat(Attributes()).Concat(Lengths()).Concat(Nests()).Concat(Bombs()).Concat(Groups());

    /// <summary>An instance UID that is none, in the command alone and in both places.</summary>
    private static IEnumerable<RawObject> Names()
    {
        foreach ((int index, byte[] text) in HostileText.Values.Index())
        {
            yield return Made($"uid {index} in command", DataSet(Uid()), text);
            yield return Made($"uid {index} in both", DataSet(Uid(), (0x0008, 0x0018, "UI", text)), text);
        }
    }

    private static IEnumerable<RawObject> Attributes()
    {
        foreach ((ushort group, ushort element, string vr) in Texts)
        {
            foreach ((int index, byte[] text) in HostileText.Values.Index())
            {
                byte[] uid = Uid();
                yield return Made($"text {index} in ({group:x4},{element:x4})", DataSet(uid, (group, element, vr, text)), uid);
            }
        }
    }

    /// <summary>A length that lies, at each element of a data set.</summary>
    private static IEnumerable<RawObject> Lengths()
    {
        byte[] sample = DataSet(Uid());
        for (int at = 0; at < sample.Length; at = Next(sample, at))
        {
            foreach (uint lie in Lies)
            {
                byte[] uid = Uid();
                byte[] dataSet = DataSet(uid);
                if (IsLong(dataSet, at))
                {
                    BinaryPrimitives.WriteUInt32LittleEndian(dataSet.AsSpan(at + 8), lie);
                }
                else
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(dataSet.AsSpan(at + 6), (ushort)lie);
                }

                yield return Made($"length {lie:x} at {at}", dataSet, uid);
            }
        }
    }

    private static IEnumerable<RawObject> Nests()
    {
        byte[] open = [0x09, 0x00, 0x01, 0x10, (byte)'S', (byte)'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF];
        byte[] close = [0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0, 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0];
        foreach (int depth in (int[])[10, 60, 1000, 20_000, 200_000])
        {
            byte[] uid = Uid();
            byte[] nest = [.. Enumerable.Repeat(open, depth).SelectMany(bytes => bytes), .. Enumerable.Repeat(close, depth).SelectMany(bytes => bytes)];
            yield return Made($"nested {depth}", Inserted(DataSet(uid), nest), uid);
            uid = Uid();
            yield return Made($"nested {depth} without end", Inserted(DataSet(uid), nest[..(open.Length * depth)]), uid);
        }
    }

    /// <summary>Little that inflates to much: in a private value, in items, in pixel data.</summary>
    private static IEnumerable<RawObject> Bombs()
    {
        byte[][] heads =
        [
            [0x09, 0x00, 0x01, 0x10, (byte)'O', (byte)'B', 0, 0],
            [0x09, 0x00, 0x01, 0x10, (byte)'S', (byte)'Q', 0, 0],
            [0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'W', 0, 0],
        ];
        foreach ((int index, byte[] head) in heads.Index())
        {
            byte[] uid = Uid();
            byte[] front = DataSet(uid);
            using var deflated = new MemoryStream();
            using (var deflater = new DeflateStream(deflated, CompressionLevel.Fastest, leaveOpen: true))
            {
                byte[] length = new byte[4];
                BinaryPrimitives.WriteInt32LittleEndian(length, BombBytes);
                deflater.Write(front.AsSpan(0, PlaceBehindIdentity(front)));
                deflater.Write([.. head, .. length]);
                byte[] zeros = new byte[1 << 20];
                for (int count = 0; count < BombBytes; count += zeros.Length)
                {
                    deflater.Write(zeros);
                }
            }

            yield return new RawObject($"bomb {index}", RawObject.Ct, uid, Deflated, deflated.ToArray());
        }
    }

    /// <summary>Groups that have no business in a data set, a transfer syntax that lies, and nothing at all.</summary>
    private static IEnumerable<RawObject> Groups()
    {
        foreach (ushort group in (ushort[])[0x0000, 0x0002, 0x0004, 0x0006, 0xFFFE, 0xFFFF])
        {
            byte[] uid = Uid();
            byte[] stranger = new ElementWriter().Text(group, 0x0010, "UI", "1.2.840.10008.1.2.2").ToArray();
            yield return Made($"group {group:x4} first", [.. stranger, .. DataSet(uid)], uid);
            yield return Made($"group {group:x4} last", [.. DataSet(uid), .. stranger], uid);
        }

        byte[] other = Uid();
        yield return Made("without UIDs", DataSet(other)[PlaceBehindIdentity(DataSet(other))..], other);
        yield return new RawObject("explicit sent as implicit", RawObject.Ct, other, ImplicitLittleEndian, DataSet(other));
        yield return new RawObject("plain sent as deflated", RawObject.Ct, other, Deflated, DataSet(other));
        yield return Made("of another class", DataSet(other, (0x0008, 0x0016, "UI", Encoding.ASCII.GetBytes(Phantom.MrImage))), other);
        yield return Made("one byte", [0x08], other);
        yield return Made("zeros", new byte[70_000], other);
    }

    private static RawObject Made(string name, byte[] dataSet, byte[] sopInstance) => new(name, RawObject.Ct, sopInstance, RawObject.ExplicitLittleEndian, dataSet);

    private static byte[] Uid() => Encoding.ASCII.GetBytes(InstanceUids.NewStudy(1)[0].Instance);

    /// <summary>The data set of a small CT slice under a UID, with one attribute replaced or put in.</summary>
    private static byte[] DataSet(byte[] uid, (ushort Group, ushort Element, string Vr, byte[] Value)? change = null)
    {
        string text = Encoding.ASCII.GetString(uid);
        var uids = new InstanceUids(text + ".1", text + ".1.1", text);
        byte[] file = Phantom.File(uids, PhantomKind.CtSlice with { Rows = 4, Columns = 4 }, 0);
        byte[] dataSet = file[Part10.Head(Phantom.CtImage, text).Length..];
        if (change is not { } one)
        {
            return dataSet;
        }

        uint tag = ((uint)one.Group << 16) | one.Element;
        byte[] value = one.Value.Length % 2 == 0 ? one.Value : [.. one.Value, (byte)(one.Vr == "UI" ? 0 : ' ')];
        byte[] element = new ElementWriter().Bytes(one.Group, one.Element, one.Vr, value).ToArray();
        int at = 0;
        while (at < dataSet.Length && Tag(dataSet, at) < tag)
        {
            at = Next(dataSet, at);
        }

        int behind = at < dataSet.Length && Tag(dataSet, at) == tag ? Next(dataSet, at) : at;
        return [.. dataSet.AsSpan(0, at), .. element, .. dataSet.AsSpan(behind)];
    }

    private static byte[] Inserted(byte[] dataSet, byte[] piece)
    {
        int at = PlaceBehindIdentity(dataSet);
        return [.. dataSet.AsSpan(0, at), .. piece, .. dataSet.AsSpan(at)];
    }

    /// <summary>Where group 0008 ends.</summary>
    private static int PlaceBehindIdentity(byte[] dataSet)
    {
        int at = 0;
        while (Tag(dataSet, at) < 0x0009_0000)
        {
            at = Next(dataSet, at);
        }

        return at;
    }

    private static uint Tag(byte[] bytes, int at) =>
        ((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at)) << 16) | BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at + 2));

    private static bool IsLong(byte[] bytes, int at) => bytes.AsSpan(at + 4, 2).SequenceEqual("OW"u8);

    private static int Next(byte[] bytes, int at) => IsLong(bytes, at)
        ? at + 12 + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 8))
        : at + 8 + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at + 6));
}
