using System.Buffers.Binary;
using Edge.Dicom;

namespace Edge.Runtime.Tests.Inbox;

/// <summary>Objects that do not end where their lengths say are refused (PS3.4 B.2.3, C000): what was cut off is nowhere.</summary>
public sealed class EndOfDataSetTests : IDisposable
{
    private const int LongerThanTheBuffer = 200_000;

    /// <summary>(7FE0,0010) OB of undefined length, an empty offset table, a fragment of 4 bytes (PS3.5 A.4).</summary>
    private static readonly byte[] Fragments =
    [
        0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'B', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF,
        0xFE, 0xFF, 0x00, 0xE0, 0, 0, 0, 0,
        0xFE, 0xFF, 0x00, 0xE0, 4, 0, 0, 0, 1, 2, 3, 4,
    ];

    private static readonly byte[] Delimiter = [0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0];

    /// <summary>(FFFC,FFFC) OB, Data Set Trailing Padding (PS3.10 7.2).</summary>
    private static readonly byte[] Padding = [0xFC, 0xFF, 0xFC, 0xFF, (byte)'O', (byte)'B', 0, 0, 4, 0, 0, 0, 0, 0, 0, 0];

    private readonly InboxBench _bench = new();

    public static TheoryData<string> Syntaxes =>
    [
        DicomTransferSyntax.ImplicitVRLittleEndian.Uid, DicomTransferSyntax.ExplicitVRLittleEndian.Uid, DicomTransferSyntax.ExplicitVRBigEndian.Uid,
        DicomTransferSyntax.DeflatedExplicitVRLittleEndian.Uid,
    ];

    [Theory]
    [MemberData(nameof(Syntaxes))]
    public void Commit_WholeObject_IsStoredAndCutOnesAreRefused(string syntaxUid)
    {
        var syntax = DicomTransferSyntax.FromUid(syntaxUid);
        foreach (int pixelBytes in (int[])[100, LongerThanTheBuffer])
        {
            string uid = $"1.2.{pixelBytes}";
            byte[] whole = InboxBench.Encode(Objects.Ct(uid, pixelBytes: pixelBytes), syntax);
            Assert.Equal(0xC000, Send(whole[..^20], uid, syntax));
            Assert.Equal(0xC000, Send(whole[..(whole.Length / 2)], uid, syntax));
            Assert.Equal(0, Send(whole, uid, syntax));
        }

        Assert.Equal(2, _bench.Files.Count(file => file.EndsWith(".dcm", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(98u)]
    [InlineData(102u)]
    [InlineData(0x7FFFFFFFu)]
    [InlineData(0xFFFFFFFEu)]
    [InlineData(0xFFFFFFFFu)]
    public void Commit_PixelDataThatLieAboutTheirLength_IsRefused(uint claimed)
    {
        byte[] dataSet = InboxBench.Encode(Objects.Ct("1.2.3", pixelBytes: 100), DicomTransferSyntax.ExplicitVRLittleEndian);
        BinaryPrimitives.WriteUInt32LittleEndian(dataSet.AsSpan(dataSet.Length - 104), claimed);
        Assert.Equal(0xC000, Send(dataSet, "1.2.3"));
        Assert.Empty(_bench.Files);
    }

    [Fact]
    public void Commit_EncapsulatedPixelData_MustEndWithTheirDelimiter()
    {
        byte[] front = InboxBench.Encode(Front("1.2.3"), DicomTransferSyntax.ExplicitVRLittleEndian);
        Assert.Equal(0xC000, Send([.. front, .. Fragments], "1.2.3"));
        Assert.Equal(0xC000, Send([.. front, .. Fragments[..^2]], "1.2.3"));
        Assert.Equal(0xC000, Send([.. front, .. Fragments, .. Delimiter[..^1]], "1.2.3"));
        Assert.Empty(_bench.Files);
        Assert.Equal(0, Send([.. front, .. Fragments, .. Delimiter], "1.2.3"));
    }

    [Fact]
    public void Commit_ElementsBehindThePixelData_AreReadToo()
    {
        byte[] whole = InboxBench.Encode(Objects.Ct("1.2.3"), DicomTransferSyntax.ExplicitVRLittleEndian);
        Assert.Equal(0xC000, Send([.. whole, .. Padding[..^1]], "1.2.3"));
        Assert.Empty(_bench.Files);
        Assert.Equal(0, Send([.. whole, .. Padding], "1.2.3"));
    }

    public void Dispose() => _bench.Dispose();

    private ushort Send(byte[] dataSet, string uid, DicomTransferSyntax? syntax = null) => _bench.Send(dataSet, Objects.CtImage, uid, syntax).Status.Code;

    private static DicomDataset Front(string uid)
    {
        DicomDataset front = Objects.Ct(uid);
        front.Remove(DicomTag.PixelData);
        return front;
    }
}
