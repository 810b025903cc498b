using System.Text;
using Edge.Dicom;
using Edge.Dicom.Network;
using Edge.Runtime.Faults;

namespace Edge.Runtime.Tests.Inbox;

public sealed class ObjectInboxTests : IDisposable
{
    private readonly InboxBench _bench = new();

    [Theory]
    [InlineData(100)]
    [InlineData(64 * 1024)]
    [InlineData(256 * 1024)]
    [InlineData(1_000_000)]
    public void Commit_Object_KeepsItsBytesBehindAHeader(int pixelBytes)
    {
        byte[] sent = InboxBench.Encode(Objects.Ct("1.2.3", pixelBytes: pixelBytes), DicomTransferSyntax.ExplicitVRLittleEndian);
        Assert.Equal(StoreOutcome.Success, _bench.Send(sent, Objects.CtImage, "1.2.3"));

        string path = Assert.Single(_bench.Files);
        byte[] kept = File.ReadAllBytes(path);
        Assert.Equal(sent, kept[^sent.Length..]);

        // PS3.10 7.1: 128 bytes of preamble, DICM, and (0002,0000) with the bytes of group 2 that follow it.
        Assert.Equal("DICM", Encoding.ASCII.GetString(kept, 128, 4));
        Assert.Equal(kept.Length - sent.Length, 144 + BitConverter.ToInt32(kept, 140));
        DicomDataset meta = DicomFile.Open(path).Meta;
        Assert.Equal(Objects.CtImage, meta.GetString(DicomTag.MediaStorageSOPClassUID));
        Assert.Equal("1.2.3", meta.GetString(DicomTag.MediaStorageSOPInstanceUID));
        Assert.Equal("1.2.840.10008.1.2.1", meta.GetString(DicomTag.TransferSyntaxUID));
        Assert.Equal("SCANNER", meta.GetString(DicomTag.SourceApplicationEntityTitle));
        Assert.Equal("SCANNER", meta.GetString(DicomTag.SendingApplicationEntityTitle));
        Assert.Equal("EDGE", meta.GetString(DicomTag.ReceivingApplicationEntityTitle));
        Assert.Equal("dicom://192.0.2.7", meta.GetString(DicomTag.SourcePresentationAddress));
        Assert.True(meta.TryGetBytes(DicomTag.PrivateInformation, out ReadOnlyMemory<byte> information));
        Assert.Equal("received-at=2026-01-02T03:04:05.000Z", Encoding.ASCII.GetString(information.Span));
    }

    /// <summary>As the listener does with long values: the bytes are put where the receiver wants them.</summary>
    [Theory]
    [InlineData(100, 100_000)]
    [InlineData(300_000, 100_000)]
    [InlineData(1_000_000, 131_062)]
    [InlineData(1_000_000, 10_000_000)]
    public void Commit_ObjectPutIntoItsSpace_IsWhatWasSent(int pixelBytes, int valueBytes)
    {
        byte[] sent = InboxBench.Encode(Objects.Ct("1.2.3", pixelBytes: pixelBytes), DicomTransferSyntax.ExplicitVRLittleEndian);
        StoreReceiver receiver = _bench.Inbox.Receive(InboxBench.Request(Objects.CtImage, "1.2.3"));
        foreach (byte[] value in sent.Chunk(valueBytes))
        {
            for (ReadOnlySpan<byte> left = value; !left.IsEmpty;)
            {
                Span<byte> space = receiver.Space;
                Assert.False(space.IsEmpty);
                int count = Math.Min(left.Length, space.Length);
                left[..count].CopyTo(space);
                receiver.Write(space[..count]);
                left = left[count..];
            }
        }

        Assert.Equal(StoreOutcome.Success, receiver.Commit());
        Assert.Equal(sent, File.ReadAllBytes(Assert.Single(_bench.Files))[^sent.Length..]);
        Assert.True(receiver.Space.IsEmpty, "The block is another's now.");
    }

    [Fact]
    public void Commit_Object_AddsItsRowAndItsStudy()
    {
        _bench.Send(Objects.Ct("1.2.3"));
        _bench.Send(Objects.Ct("1.2.4"));

        Assert.Equal(["20260102/0001/20260102T030405000-000001.dcm", "20260102/0001/20260102T030405000-000002.dcm"], _bench.Query<string>("SELECT file FROM instances ORDER BY id"));
        Assert.Equal("""["1.2.3","1.2.1","1.2.1.1","CT","SCANNER","EDGE",null]""", _bench.Query<string>(
            "SELECT json_array(sop_instance_uid, study_uid, series_uid, modality, calling_ae, called_ae, flag) FROM instances ORDER BY id")[0]);
        Assert.Equal(["1.2.1 receiving 2"], _bench.Query<string>("SELECT study_uid || ' ' || state || ' ' || instances FROM studies"));
    }

    [Fact]
    public void Commit_ToACompleteStudy_OpensItAgain()
    {
        _bench.Send(Objects.Ct("1.2.3"));
        _bench.Store.Write((connection, transaction) => Dapper.SqlMapper.Execute(
            connection, "UPDATE studies SET state = 'complete', complete_at = 1, complete_reason = 'quiet'", transaction: transaction));
        _bench.Send(Objects.Ct("1.2.4"));
        Assert.Equal(["receiving"], _bench.Query<string>("SELECT state FROM studies WHERE complete_at IS NULL AND complete_reason IS NULL"));
    }

    [Fact]
    public void Commit_SameContentAgain_StoresNothing()
    {
        Assert.Equal(StoreOutcome.Success, _bench.Send(Objects.Ct("1.2.3", pixelBytes: 300_000)));
        _bench.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(StoreOutcome.Success, _bench.Send(Objects.Ct("1.2.3", pixelBytes: 300_000)));
        Assert.Single(_bench.Files);
        Assert.Single(_bench.Flags);
        Assert.Equal([1L], _bench.Query<long>("SELECT instances FROM studies"));
    }

    [Fact]
    public void Commit_OtherContentUnderOneUid_KeepsBothAndFlagsTheSecond()
    {
        _bench.Send(Objects.Ct("1.2.3", pixelBytes: 100));
        Assert.Equal(StoreOutcome.Success, _bench.Send(Objects.Ct("1.2.3", pixelBytes: 102)));
        Assert.Equal(2, _bench.Files.Count);
        Assert.Equal("", _bench.Flags[0]);
        Assert.Contains("same SOP Instance UID", _bench.Flags[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.2")]
    [InlineData("1.2.840.10008.1.2.1.99")]
    public void Commit_SameContentInAnotherEncoding_StoresNothing(string syntax)
    {
        _bench.Send(Objects.Ct("1.2.3", pixelBytes: 300_000));
        Assert.Equal(StoreOutcome.Success, _bench.Send(Objects.Ct("1.2.3", pixelBytes: 300_000), DicomTransferSyntax.FromUid(syntax)));
        Assert.Single(_bench.Files);
        Assert.Equal([1L], _bench.Query<long>("SELECT instances FROM studies"));
    }

    [Fact]
    public void Commit_FirstOrSecondContentAgainBesideAFlaggedOne_StoresNothing()
    {
        _bench.Send(Objects.Ct("1.2.3", pixelBytes: 100));
        _bench.Send(Objects.Ct("1.2.3", pixelBytes: 102));
        Assert.Equal(StoreOutcome.Success, _bench.Send(Objects.Ct("1.2.3", pixelBytes: 100), DicomTransferSyntax.ImplicitVRLittleEndian));
        Assert.Equal(StoreOutcome.Success, _bench.Send(Objects.Ct("1.2.3", pixelBytes: 102)));
        Assert.Equal(2, _bench.Files.Count);
        Assert.Equal([2L], _bench.Query<long>("SELECT instances FROM studies"));
    }

    [Theory]
    [InlineData(null, "1.2", "The data set has no Study Instance UID.")]
    [InlineData("1.2", null, "The data set has no Series Instance UID.")]
    [InlineData("../../etc", "1.2", "The Study Instance UID of the data set is no UID.")]
    [InlineData("1.2", "<script>", "The Series Instance UID of the data set is no UID.")]
    public void Commit_UnusableUid_IsStoredAndFlagged(string? study, string? series, string flag)
    {
        Assert.Equal(StoreOutcome.Success, _bench.Send(Objects.Ct("1.2.3", study, series)));
        Assert.Equal([flag], _bench.Flags);
        Assert.Matches("/inbox/20260102/0001/[-0-9T]+\\.dcm$", Assert.Single(_bench.Files));
    }

    [Fact]
    public void Commit_HeaderLongerThanTheBuffer_IsReadFromTheFile()
    {
        DicomDataset dataset = Objects.Ct("1.2.3");
        dataset.SetBytes(new DicomTag(0x0009, 0x1001), DicomVR.OB, new byte[400_000]);
        dataset.Set(new DicomTag(0x0009, 0x0010), DicomVR.LO, "TEST");
        Assert.Equal(StoreOutcome.Success, _bench.Send(dataset));
        Assert.Equal(["1.2.1"], _bench.Query<string>("SELECT study_uid FROM studies"));
    }

    [Fact]
    public void Commit_CutOffHeader_IsRefusedAndLeavesNothing()
    {
        byte[] sent = InboxBench.Encode(Objects.Ct("1.2.3"), DicomTransferSyntax.ExplicitVRLittleEndian);
        StoreOutcome outcome = _bench.Send(sent[..60], Objects.CtImage, "1.2.3");
        Assert.Equal(0xC000, outcome.Status.Code & 0xF000);
        Assert.StartsWith("Malformed data set at offset", outcome.ErrorComment, StringComparison.Ordinal);
        Assert.Empty(_bench.Files);
    }

    /// <summary>The first four bytes read as a tag behind the pixel data, so that the header before it is empty.</summary>
    [Fact]
    public void Commit_Noise_IsRefusedAndLeavesNothing()
    {
        byte[] noise = [0x05, 0xF1, 0x12, 0x5B, 0x08, 0x00, 0x00, 0x00, 1, 2, 3, 4, 5, 6, 7, 8];
        Assert.Equal(0xC000, _bench.Send(noise, Objects.CtImage, "1.2.3").Status.Code & 0xF000);
        Assert.Empty(_bench.Files);
    }

    [Theory]
    [InlineData("1.2.840.10008.5.1.4.1.1.4", "1.2.3")]
    [InlineData(Objects.CtImage, "1.2.4")]
    public void Commit_UidsNotThoseOfTheRequest_IsRefusedA900(string sopClass, string instance)
    {
        byte[] sent = InboxBench.Encode(Objects.Ct("1.2.3"), DicomTransferSyntax.ExplicitVRLittleEndian);
        Assert.Equal(0xA900, _bench.Send(sent, sopClass, instance).Status.Code);
        Assert.Empty(_bench.Files);
    }

    [Fact]
    public void Abort_LeavesNothing()
    {
        StoreReceiver receiver = _bench.Inbox.Receive(InboxBench.Request(Objects.CtImage, "1.2.3"));
        receiver.Write(new byte[200_000]);
        receiver.Abort();
        Assert.Empty(_bench.Files);
    }

    [Fact]
    public void Receive_BelowTheReserve_IsRefusedA700UntilSpaceIsBack()
    {
        _bench.MinFreeMiB = long.MaxValue / 1024 / 1024;
        _bench.Restart();
        Assert.Equal(0xA700, _bench.Send(Objects.Ct("1.2.3")).Status.Code);
        Assert.Equal(FaultCatalogue.DiskFull.Code, Assert.Single(_bench.Faults.Current).Code);
        Assert.Empty(_bench.Files);

        _bench.MinFreeMiB = 1;
        _bench.Restart();
        Assert.Equal(StoreOutcome.Success, _bench.Send(Objects.Ct("1.2.3")));
        Assert.Empty(_bench.Faults.Current);
    }

    [Fact]
    public void Commit_DirectoryGone_IsRefusedA700AndRaisesTheFault()
    {
        StoreReceiver receiver = _bench.Inbox.Receive(InboxBench.Request(Objects.CtImage, "1.2.3"));
        receiver.Write(InboxBench.Encode(Objects.Ct("1.2.3"), DicomTransferSyntax.ExplicitVRLittleEndian));
        Directory.Delete(_bench.Data.Inbox, recursive: true);
        Assert.Equal(0xA700, receiver.Commit().Status.Code);
        Assert.Equal(FaultCatalogue.DiskFailing.Code, Assert.Single(_bench.Faults.Current).Code);
        Assert.Empty(_bench.Flags);
        Directory.CreateDirectory(_bench.Data.Inbox);
    }

    [Fact]
    public async Task Commit_SameObjectOnManyAssociationsAtOnce_IsStoredOnce()
    {
        byte[] sent = InboxBench.Encode(Objects.Ct("1.2.3"), DicomTransferSyntax.ExplicitVRLittleEndian);
        StoreOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _bench.Send(sent, Objects.CtImage, "1.2.3"))));
        Assert.All(outcomes, outcome => Assert.Equal(StoreOutcome.Success, outcome));
        Assert.Single(_bench.Files);
        Assert.Single(_bench.Flags);
    }

    [Fact]
    public async Task Commit_ManyAssociationsAtOnce_StoresEveryObjectAndSealsFullBuckets()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(sender => Task.Run(() =>
        {
            for (int number = 0; number < 150; number++)
            {
                Assert.Equal(StoreOutcome.Success, _bench.Send(Objects.Ct($"1.2.{sender}.{number}", pixelBytes: 10)));
            }
        })));
        Assert.Equal(1200, _bench.Files.Count);
        Assert.Equal([1200L], _bench.Query<long>("SELECT instances FROM studies"));
        Assert.Equal(["20260102/0001"], _bench.Query<string>("SELECT bucket FROM sealed_buckets"));
        Assert.Equal([1000L], _bench.Query<long>("SELECT count(*) FROM instances WHERE file LIKE '20260102/0001/%'"));
    }

    public void Dispose() => _bench.Dispose();
}
