using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

public sealed class AssociatePduTests
{
    [Fact]
    public void Read_RequestBuiltByHand_GivesItsParts()
    {
        AssociateRequestPdu pdu = Read(Wire.AssociateRequest(
            [.. Wire.Context(1, Wire.CtImage, Wire.ExplicitLittle, Wire.ImplicitLittle), .. Wire.Context(255, Wire.Verification, Wire.ImplicitLittle)],
            [
                .. Wire.MaximumLength(131072), .. Wire.Item(0x52, "1.2.3"), .. Wire.Item(0x53, 0, 8, 0, 4), .. Wire.Item(0x55, "MAKER_1"),
                .. Wire.Item(0x54, [0, 5, .. "1.2.3"u8, 1, 1]), .. Wire.Item(0x58, [2, 1, 0, 4, .. "user"u8, 0, 3, .. "key"u8]),
                .. Wire.Item(0x5A, 9, 9, 9),
            ],
            called: "  EDGE ",
            calling: "CT SCANNER"));
        Assert.Equal(("EDGE", "CT SCANNER", (ushort)1), (pdu.CalledAeTitle, pdu.CallingAeTitle, pdu.ProtocolVersion));
        Assert.Equal([(byte)1, (byte)255], pdu.Contexts.Select(context => context.Id));
        Assert.Equal([Wire.ExplicitLittle, Wire.ImplicitLittle], pdu.Contexts[0].TransferSyntaxes);
        Assert.Equal((131072u, "1.2.3", "MAKER_1"), (pdu.User.MaxPduBytes, pdu.User.ImplementationClassUid, pdu.User.ImplementationVersionName));
        Assert.Equal(((ushort)8, (ushort)4), pdu.User.AsynchronousOperations);
        Assert.Equal(new RoleSelection("1.2.3", Scu: true, Scp: true), Assert.Single(pdu.User.Roles));
        Assert.Equal("user"u8, pdu.User.Identity!.Primary.Span);
        Assert.Equal("key"u8, pdu.User.Identity.Secondary.Span);
        Assert.True(pdu.User.Identity.WantsResponse);
        Assert.DoesNotContain("key", pdu.User.Identity.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_128Contexts_AreAllKept()
    {
        byte[] contexts = [.. Enumerable.Range(0, 128).SelectMany(index => Wire.Context((byte)((2 * index) + 1), Wire.CtImage, Wire.ImplicitLittle))];
        Assert.Equal(128, Read(Wire.AssociateRequest(contexts)).Contexts.Count);
    }

    [Fact]
    public void Read_WithoutMaximumLength_TakesTheDefault() =>
        Assert.Equal(16384u, Read(Wire.AssociateRequest(Wire.Context(1, Wire.CtImage, Wire.ImplicitLittle), Wire.Item(0x52, "1.2.3"))).User.MaxPduBytes);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(254)]
    public void Read_EvenContextId_IsInvalid(byte id) =>
        Assert.Throws<PduFormatException>(() => Read(Wire.AssociateRequest(Wire.Context(id, Wire.CtImage, Wire.ImplicitLittle))));

    [Fact]
    public void Read_ContextIdTwice_IsInvalid() => Assert.Throws<PduFormatException>(() => Read(Wire.AssociateRequest(
        [.. Wire.Context(1, Wire.CtImage, Wire.ImplicitLittle), .. Wire.Context(1, Wire.Verification, Wire.ImplicitLittle)])));

    [Theory]
    [InlineData(0x51, 3)]
    [InlineData(0x51, 5)]
    [InlineData(0x53, 3)]
    [InlineData(0x54, 1)]
    [InlineData(0x58, 3)]
    [InlineData(0x52, 65)]
    public void Read_SubItemOfImpossibleLength_IsInvalid(byte type, int length) =>
        Assert.Throws<PduFormatException>(() => Read(Wire.AssociateRequest([], Wire.Item(type, new byte[length]))));

    [Fact]
    public void ToBytes_Request_IsWhatTheStandardLaysOut()
    {
        var pdu = new AssociateRequestPdu(
            1,
            "EDGE",
            "TEST",
            Wire.ApplicationContext,
            [new ProposedContext(1, Wire.CtImage, [Wire.ExplicitLittle, Wire.ImplicitLittle])],
            new UserInformation { MaxPduBytes = 16384, ImplementationClassUid = "1.2.3", ImplementationVersionName = "V1" });
        byte[] expected = Wire.AssociateRequest(
            Wire.Context(1, Wire.CtImage, Wire.ExplicitLittle, Wire.ImplicitLittle),
            [.. Wire.MaximumLength(16384), .. Wire.Item(0x52, "1.2.3"), .. Wire.Item(0x55, "V1")]);
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(pdu.ToBytes()));
    }

    [Fact]
    public void ToBytes_Acceptance_CanBeReadByTheRequestor()
    {
        PresentationContext[] answers =
        [
            new(1, Wire.CtImage, PresentationContextResult.Acceptance, Wire.ExplicitLittle),
            new(3, Wire.Verification, PresentationContextResult.AbstractSyntaxNotSupported, Wire.ImplicitLittle),
        ];
        byte[] bytes = new AssociateAcceptPdu(1, "EDGE", "TEST", answers, new UserInformation { MaxPduBytes = 4096 }).ToBytes();
        AssociateAcceptPdu back = AssociateAcceptPdu.Read(
            bytes.AsSpan(6),
            [new ProposedContext(1, Wire.CtImage, [Wire.ExplicitLittle]), new ProposedContext(3, Wire.Verification, [Wire.ImplicitLittle])]);
        Assert.Equal(answers, back.Contexts);
        Assert.Equal(4096u, back.User.MaxPduBytes);
    }

    [Fact]
    public void Read_AcceptanceWithASyntaxThatWasNotProposed_IsInvalid()
    {
        byte[] bytes = new AssociateAcceptPdu(
            1, "A", "B", [new PresentationContext(1, Wire.CtImage, PresentationContextResult.Acceptance, Wire.ExplicitLittle)], new UserInformation()).ToBytes();
        Assert.Throws<PduFormatException>(
            () => AssociateAcceptPdu.Read(bytes.AsSpan(6), [new ProposedContext(1, Wire.CtImage, [Wire.ImplicitLittle])]));
    }

    private static AssociateRequestPdu Read(byte[] pdu) => AssociateRequestPdu.Read(pdu.AsSpan(6));
}
