using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

/// <summary>Long values go straight to where their receiver wants them. What it gets is the same however they are cut.</summary>
public sealed class LongValueTests
{
    private static readonly byte[] Abort = Wire.Pdu(7, 0, 0, 0, 0);

    /// <summary>Values of every length around the limit, alone and several in a PDU, with a short one at the end, in turn with objects of one short value.</summary>
    [Theory]
    [InlineData(65536)]
    [InlineData(65535)]
    [InlineData(131062)]
    [InlineData(200000)]
    public async Task Store_LongValues_ArriveAsSentAndWhereTheReceiverWantsThem(int valueBytes)
    {
        var receiver = new RoomyReceiver();
        await using var listening = new ListeningStore(options => options with { Receive = _ => receiver });
        byte[] dataSet = Noise(700_001);
        byte[] conversation =
        [
            .. Store(1, dataSet, valueBytes, valuesInPdu: 1), .. Store(2, [1, 2, 3, 4], valueBytes, 1), .. Store(3, dataSet, valueBytes, valueBytes > 131062 ? 1 : 2),
            .. Store(4, dataSet, 1000, valuesInPdu: 1), .. Store(5, dataSet, valueBytes, valuesInPdu: 1),
        ];
        Assert.Equal("AC RSP 0000 RSP 0000 RSP 0000 RSP 0000 RSP 0000 RP closed", await ConverseAsync(listening, conversation));
        Assert.Equal([dataSet, [1, 2, 3, 4], dataSet, dataSet, dataSet], receiver.Objects);

        // All but what came before it was known that values are long, where they are.
        Assert.Equal(valueBytes >= 65536, receiver.PlacedBytes > dataSet.Length);
    }

    [Fact]
    public async Task Store_LongValuesToAReceiverThatNeedsNoSpace_ArriveAsSent()
    {
        await using var store = new ListeningStore();
        byte[] dataSet = Noise(500_000);
        Assert.Equal(
            "AC RSP 0000 RSP 0000 RP closed",
            await ConverseAsync(store, [.. Store(1, dataSet, 131062, valuesInPdu: 1), .. Store(2, dataSet, 131062, valuesInPdu: 1)]));
        Assert.Equal([dataSet, dataSet], store.Store.Objects.Select(stored => stored.DataSet.ToArray()));
    }

    /// <summary>What follows a long value is no header of another: an abort, a command, a value of a context that was not accepted.</summary>
    [Theory]
    [InlineData("abort", "AC closed")]
    [InlineData("command", "AC AB 0/0 closed")]
    [InlineData("context", "AC AB 2/6 closed")]
    [InlineData("nonsense", "AC AB 2/1 closed")]
    public async Task Store_LongValueFollowedByWhatMustNotCome_IsAbandoned(string follows, string answer)
    {
        var receiver = new RoomyReceiver();
        await using var store = new ListeningStore(options => options with { Receive = _ => receiver });
        byte[] next = follows switch
        {
            "abort" => Abort,
            "command" => Wire.Command(1, Wire.StoreRequest(2)),
            "context" => Wire.Pdu(4, Wire.Value(9, 0, 1, 2)),
            _ => [99, 0, 0, 0, 0, 4, 1, 2, 3, 4],
        };
        using var peer = new RawPeer(store.Port);
        Assert.Equal(answer, await peer.ConverseAsync([
            Wire.AssociateRequest(Wire.Context(1, Wire.CtImage, Wire.ImplicitLittle)),
            Wire.Command(1, Wire.StoreRequest(1)),
            (byte[])[.. Wire.Pdu(4, Wire.Value(1, 0, Noise(100_000))), .. Wire.Pdu(4, Wire.Value(1, 0, Noise(100_000))), .. next],
        ]));
        Assert.Empty(receiver.Objects);
        Assert.Equal(1, receiver.AbortedCount);
    }

    private static byte[] Noise(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Store(ushort messageId, byte[] dataSet, int valueBytes, int valuesInPdu)
    {
        byte[][] values = [.. dataSet.Chunk(valueBytes)];
        IEnumerable<byte[]> encoded = values.Select((value, index) => Wire.Value(1, (byte)(index == values.Length - 1 ? 2 : 0), value));
        return [.. Wire.Command(1, Wire.StoreRequest(messageId)), .. encoded.Chunk(valuesInPdu).SelectMany(chunk => Wire.Pdu(4, [.. chunk.SelectMany(value => value)]))];
    }

    private static async Task<string> ConverseAsync(ListeningStore store, byte[] messages)
    {
        using var peer = new RawPeer(store.Port);
        return await peer.ConverseAsync([Wire.AssociateRequest(Wire.Context(1, Wire.CtImage, Wire.ImplicitLittle)), messages, Wire.ReleaseRequest]);
    }

    /// <summary>Has room for the next bytes at the end of what it holds, in steps that fit no value.</summary>
    private sealed class RoomyReceiver : StoreReceiver
    {
        private const int StepBytes = 70_000;

        private readonly byte[] _bytes = new byte[1_000_000];
        private int _count;

        public List<byte[]> Objects { get; } = [];

        public int AbortedCount { get; private set; }

        public long PlacedBytes { get; private set; }

        public override Span<byte> Space => _bytes.AsSpan(_count, StepBytes - (_count % StepBytes));

        public override void Write(ReadOnlySpan<byte> dataSet)
        {
            if (dataSet.Overlaps(_bytes.AsSpan(_count), out int offset))
            {
                Assert.Equal(0, offset);
                PlacedBytes += dataSet.Length;
            }

            dataSet.CopyTo(_bytes.AsSpan(_count));
            _count += dataSet.Length;
        }

        public override StoreOutcome Commit()
        {
            Objects.Add(_bytes[.._count]);
            _count = 0;
            return StoreOutcome.Success;
        }

        public override void Abort() => AbortedCount++;
    }
}
