using System.Buffers.Binary;
using System.IO.Compression;
using Edge.Dicom;
using Edge.Dicom.Network;

namespace Edge.Runtime.Tests.Inbox;

/// <summary>Objects with an enormous header: received and indexed again in memory that does not depend on it.</summary>
public sealed class HostileHeaderTests : IDisposable
{
    private const long MaxAllocatedBytes = 2L << 20;
    private const int HeaderBytes = 40_000_000;

    private readonly InboxBench _bench = new();

    [Fact]
    public void Commit_MillionsOfEmptyItems_TakesLittleMemory() =>
        TakesLittleMemory(Around(EmptyItems(HeaderBytes)), DicomTransferSyntax.ExplicitVRLittleEndian);

    [Fact]
    public void Commit_ThousandsOfPrivateValues_TakesLittleMemory() =>
        TakesLittleMemory(Around(PrivateValues()), DicomTransferSyntax.ExplicitVRLittleEndian);

    [Fact]
    public void Commit_DeflatedEmptyItems_TakesLittleMemory()
    {
        using var deflated = new MemoryStream();
        using (var deflater = new DeflateStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflater.Write(Around(EmptyItems(HeaderBytes)));
        }

        Assert.InRange(deflated.Length, 0, HeaderBytes / 100);
        TakesLittleMemory(deflated.ToArray(), DicomTransferSyntax.DeflatedExplicitVRLittleEndian);
    }

    /// <summary>A data set that begins with elements of group 0002 continues the file's own meta information.</summary>
    [Fact]
    public void Commit_EmptyItemsInTheMetaGroup_TakesLittleMemory()
    {
        byte[] items = EmptyItems(HeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(items, 0x0002);
        TakesLittleMemory([.. items, .. Around([])], DicomTransferSyntax.ExplicitVRLittleEndian);
    }

    [Fact]
    public void Commit_SequenceWithoutEnd_IsRefusedAndLeavesNothing()
    {
        byte[] cut = Around(EmptyItems(1_000_000))[..900_000];
        StoreOutcome outcome = _bench.Send(cut, Objects.CtImage, "1.2.3");
        Assert.Equal(0xC000, outcome.Status.Code);
        Assert.Empty(_bench.Files);
    }

    public void Dispose() => _bench.Dispose();

    private void TakesLittleMemory(byte[] sent, DicomTransferSyntax syntax)
    {
        // What is made once for all objects does not count.
        _bench.Send(Objects.Ct("1.2.4"));

        StoreReceiver receiver = _bench.Inbox.Receive(InboxBench.Request(Objects.CtImage, "1.2.3", syntax));
        long before = GC.GetAllocatedBytesForCurrentThread();
        receiver.Write(sent);
        Assert.Equal(StoreOutcome.Success, receiver.Commit());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocatedBytes);
        Assert.Equal(["1.2.1"], _bench.Query<string>("SELECT study_uid FROM instances WHERE sop_instance_uid = '1.2.3' AND flag IS NULL"));

        _bench.RestartWithoutDatabase();
        before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(2, _bench.Recovery.Run());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocatedBytes);
        Assert.Equal(["1.2.1"], _bench.Query<string>("SELECT study_uid FROM instances WHERE sop_instance_uid = '1.2.3' AND flag IS NULL"));
    }

    // Group 0008 stands before it, group 0020 and the pixel data behind it.
    private static byte[] Around(byte[] middle)
    {
        DicomDataset front = Objects.Ct("1.2.3", study: null, series: null);
        front.Remove(DicomTag.PixelData);
        DicomDataset back = Objects.Ct("1.2.3");
        back.Remove(DicomTag.SOPClassUID);
        back.Remove(DicomTag.SOPInstanceUID);
        back.Remove(DicomTag.Modality);
        DicomTransferSyntax syntax = DicomTransferSyntax.ExplicitVRLittleEndian;
        return [.. InboxBench.Encode(front, syntax), .. middle, .. InboxBench.Encode(back, syntax)];
    }

    // PS3.5 7.5: (0009,1001) SQ of undefined length, items of length 0, and the delimiter.
    private static byte[] EmptyItems(int bytes)
    {
        byte[] start = [0x09, 0x00, 0x01, 0x10, (byte)'S', (byte)'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF];
        byte[] item = [0xFE, 0xFF, 0x00, 0xE0, 0, 0, 0, 0];
        byte[] end = [0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0];
        byte[] encoded = new byte[start.Length + (bytes / item.Length * item.Length) + end.Length];
        start.CopyTo(encoded, 0);
        for (int offset = start.Length; offset < encoded.Length - end.Length; offset += item.Length)
        {
            item.CopyTo(encoded, offset);
        }

        end.CopyTo(encoded, encoded.Length - end.Length);
        return encoded;
    }

    // PS3.5 7.1.2: (0009,xxxx) LT, values of 4096 bytes.
    private static byte[] PrivateValues()
    {
        const int ValueBytes = 4096;
        byte[] encoded = new byte[HeaderBytes / (8 + ValueBytes) * (8 + ValueBytes)];
        ushort number = 0x1000;
        for (int offset = 0; offset < encoded.Length; offset += 8 + ValueBytes)
        {
            byte[] header = [0x09, 0x00, 0, 0, (byte)'L', (byte)'T', ValueBytes & 0xFF, ValueBytes >> 8];
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(2), number++);
            header.CopyTo(encoded, offset);
            encoded.AsSpan(offset + 8, ValueBytes).Fill((byte)'x');
        }

        return encoded;
    }
}
