using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

/// <summary>The parsers of what peers send, given damaged input: they read it or refuse it in the one way they have.</summary>
public sealed class MutatedPduTests
{
    private const int Rounds = 20_000;
    private const int Seed = 8;

    private static readonly byte[] Request = Wire.AssociateRequest(
        [.. Wire.Context(1, Wire.Verification, Wire.ImplicitLittle), .. Wire.Context(3, Wire.CtImage, Wire.ExplicitLittle, Wire.ImplicitLittle)],
        [
            .. Wire.MaximumLength(16384), .. Wire.Item(0x52, "1.2.3"), .. Wire.Item(0x53, 0, 8, 0, 4), .. Wire.Item(0x55, "MAKER_1"),
            .. Wire.Item(0x54, [0, 5, .. "1.2.3"u8, 1, 1]), .. Wire.Item(0x58, [2, 1, 0, 4, .. "user"u8, 0, 3, .. "key"u8]),
        ]);

    [Fact]
    public void AssociateRequest_Damaged_IsReadOrRefused() => Damage(
        Request[6..],
        bytes => AssociateRequestPdu.Read(bytes),
        failed => failed is PduFormatException);

    [Fact]
    public void AssociateAccept_Damaged_IsReadOrRefused() => Damage(
        ScriptedPeer.Acceptance[6..],
        bytes => AssociateAcceptPdu.Read(bytes, [new ProposedContext(1, Wire.Verification, [Wire.ImplicitLittle])]),
        failed => failed is PduFormatException);

    [Fact]
    public void CommandSet_Damaged_IsReadOrRefused() => Damage(
        Wire.StoreRequest(1),
        bytes => CommandSetReader.Read(bytes),
        failed => failed is DimseFormatException);

    [Fact]
    public void Noise_ToTheDecoder_IsDecodedOrRefused() => Damage(
        [.. Wire.Command(1, Wire.EchoRequest(1)), .. Wire.Data(1, [1, 2, 3, 4]), .. Wire.ReleaseRequest],
        bytes =>
        {
            using var decoder = new PduDecoder(new SinkRecorder());
            decoder.Feed(bytes);
        },
        failed => failed is PduFormatException);

    private static void Damage(byte[] whole, Action<byte[]> read, Func<Exception, bool> isExpected)
    {
        var random = new Random(Seed);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] damaged = whole[..random.Next(whole.Length / 2, whole.Length + 1)];
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                read(damaged);
            }
            catch (Exception failed) when (isExpected(failed))
            {
                // Refused, as it may be.
            }
        }
    }
}
