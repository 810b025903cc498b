using Edge.Dicom.Network;
using FsCheck;
using FsCheck.Fluent;

namespace Edge.Dicom.Tests.Network;

public sealed class PduDecoderTests
{
    private static readonly byte[] Conversation =
    [
        .. Wire.AssociateRequest(Wire.Context(1, Wire.CtImage, Wire.ImplicitLittle)),
        .. Wire.Command(1, Wire.StoreRequest(1)),
        .. Wire.Pdu(4, [.. Wire.Value(1, 0, 1, 2, 3, 4), .. Wire.Value(1, 0), .. Wire.Value(1, 2, 5, 6)]),
        .. Wire.Pdu(4, Wire.Value(1, 2)),
        .. Wire.ReleaseRequest,
    ];

    [Fact]
    public void Feed_AValidStreamCutAnywhere_GivesTheSame()
    {
        string whole = Decode([Conversation]);
        Prop.ForAll(
            Gen.Choose(1, 60).ListOf().ToArbitrary(),
            sizes => Decode(Cut(Conversation, [.. sizes])) == whole).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Feed_OneByteAtATime_GivesTheSame() =>
        Assert.Equal(Decode([Conversation]), Decode(Conversation.Select(one => new[] { one })));

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x08)]
    [InlineData((byte)'G')]
    [InlineData(0x16)]
    public void Feed_TypeThatDoesNotExist_IsUnrecognized(byte type)
    {
        PduFormatException refused = Assert.Throws<PduFormatException>(() => Decode([Wire.Pdu(type, 1, 2, 3, 4)]));
        Assert.Equal(AbortReason.UnrecognizedPdu, refused.Reason);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 67)]
    [InlineData(1, 256 * 1024 + 1)]
    [InlineData(1, uint.MaxValue)]
    [InlineData(4, 0)]
    [InlineData(4, 5)]
    [InlineData(5, 3)]
    [InlineData(5, 5)]
    [InlineData(7, 0x7FFFFFFF)]
    public void Feed_LengthThatCannotBe_IsRefusedAtTheHeader(byte type, uint length)
    {
        byte[] header = [type, 0, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length];
        PduFormatException refused = Assert.Throws<PduFormatException>(() => Decode([header]));
        Assert.Equal(AbortReason.InvalidPduParameter, refused.Reason);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 3 })]
    [InlineData(new byte[] { 0, 0, 0, 1, 1, 3 })]
    [InlineData(new byte[] { 0, 0, 0, 3, 1, 3 })]
    [InlineData(new byte[] { 255, 255, 255, 255, 1, 3 })]
    [InlineData(new byte[] { 0, 0, 0, 2, 1, 3, 0, 0, 0, 2, 1 })]
    public void Feed_ValueThatDoesNotFitItsPdu_IsRefused(byte[] values)
    {
        PduFormatException refused = Assert.Throws<PduFormatException>(() => Decode([Wire.Pdu(4, values)]));
        Assert.Equal(AbortReason.InvalidPduParameter, refused.Reason);
    }

    [Fact]
    public void Feed_LongRequestThatNeverComes_TakesNoMemoryForIt()
    {
        using var decoder = new PduDecoder(new SinkRecorder());
        long before = GC.GetAllocatedBytesForCurrentThread();
        decoder.Feed([1, 0, 0, 4, 0, 0]);
        decoder.Feed(new byte[100]);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * 1024);
        Assert.Equal((256 * 1024) - 100, decoder.BytesWanted);
    }

    [Fact]
    public void Feed_DataPdus_AllocatesNothing()
    {
        using var decoder = new PduDecoder(new CountingSink());
        byte[] stream = [.. Enumerable.Repeat(Wire.Pdu(4, Wire.Value(1, 0, new byte[1000])), 100).SelectMany(pdu => pdu)];
        decoder.Feed(stream);
        long before = GC.GetAllocatedBytesForCurrentThread();
        decoder.Feed(stream);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Decode(IEnumerable<byte[]> parts)
    {
        var recorder = new SinkRecorder();
        using var decoder = new PduDecoder(recorder);
        foreach (byte[] part in parts)
        {
            decoder.Feed(part);
        }

        return recorder.Log;
    }

    private static IEnumerable<byte[]> Cut(byte[] bytes, List<int> sizes)
    {
        int at = 0;
        for (int index = 0; at < bytes.Length; index++)
        {
            int size = Math.Min(sizes.Count == 0 ? bytes.Length : sizes[index % sizes.Count], bytes.Length - at);
            yield return bytes[at..(at + size)];
            at += size;
        }
    }

    private sealed class CountingSink : IPduSink
    {
        public long Bytes { get; private set; }

        public void OnHeader(PduType type, uint length)
        {
        }

        public void OnBody(PduType type, ReadOnlySpan<byte> body)
        {
        }

        public void OnFragment(byte contextId, bool isCommand, bool isLast, ReadOnlySpan<byte> piece) => Bytes += piece.Length;
    }
}
