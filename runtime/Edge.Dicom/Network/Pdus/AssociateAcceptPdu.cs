using System.Buffers.Binary;

namespace Edge.Dicom.Network;

/// <summary>A-ASSOCIATE-AC (PS3.8 9.3.3). Abstract syntaxes are not in it: the requestor knows what it proposed.</summary>
internal sealed record AssociateAcceptPdu(
    ushort ProtocolVersion,
    string CalledAeTitle,
    string CallingAeTitle,
    IReadOnlyList<PresentationContext> Contexts,
    UserInformation User)
{
    /// <summary>Reads the variable field of the PDU, giving each context the abstract syntax that was proposed under its id.</summary>
    /// <exception cref="PduFormatException">A length is impossible, or an answer names no proposal.</exception>
    public static AssociateAcceptPdu Read(ReadOnlySpan<byte> body, IReadOnlyList<ProposedContext> proposed)
    {
        if (body.Length < PduLimits.AssociateFixedBytes)
        {
            throw new PduFormatException(AbortReason.InvalidPduParameter, $"An A-ASSOCIATE-AC cannot have {body.Length} bytes.");
        }

        var contexts = new List<PresentationContext>();
        UserInformation? user = null;
        var reader = new ItemReader(body[PduLimits.AssociateFixedBytes..]);
        while (reader.TryNext(out ItemType type, out ReadOnlySpan<byte> value))
        {
            if (type == ItemType.AnsweredContext)
            {
                contexts.Add(Context(value, proposed, contexts));
            }
            else if (type == ItemType.UserInformation)
            {
                user = UserInformationReader.Read(value);
            }
        }

        return new AssociateAcceptPdu(
            BinaryPrimitives.ReadUInt16BigEndian(body),
            AeTitle.Read(body.Slice(4, PduLimits.AeTitleBytes)),
            AeTitle.Read(body.Slice(4 + PduLimits.AeTitleBytes, PduLimits.AeTitleBytes)),
            contexts,
            user ?? new UserInformation());
    }

    /// <summary>The whole PDU, header included.</summary>
    public byte[] ToBytes()
    {
        var writer = new AssociateWriter(
            PduType.AssociateAccept, ProtocolVersion, CalledAeTitle, CallingAeTitle, AssociateRequestPdu.DicomApplicationContext);
        foreach (PresentationContext context in Contexts)
        {
            int item = writer.Begin(ItemType.AnsweredContext);
            writer.Bytes([context.Id, 0, (byte)context.Result, 0]);
            writer.Text(ItemType.TransferSyntax, context.TransferSyntax);
            writer.End(item);
        }

        writer.UserInformation(User);
        return writer.Finish();
    }

    private static PresentationContext Context(
        ReadOnlySpan<byte> value, IReadOnlyList<ProposedContext> proposed, List<PresentationContext> answered)
    {
        if (value.Length < 4)
        {
            throw new PduFormatException(AbortReason.InvalidPduParameter, "An answered presentation context is cut short.");
        }

        byte id = value[0];
        ProposedContext? proposal = proposed.FirstOrDefault(context => context.Id == id);
        if (proposal is null || answered.Exists(context => context.Id == id))
        {
            throw new PduFormatException(
                AbortReason.InvalidPduParameter, $"Presentation context {id} was answered without being proposed, or twice.");
        }

        string transferSyntax = string.Empty;
        var reader = new ItemReader(value[4..]);
        while (reader.TryNext(out ItemType type, out ReadOnlySpan<byte> uid))
        {
            if (type == ItemType.TransferSyntax)
            {
                transferSyntax = UidText.Read(uid);
            }
        }

        var result = (PresentationContextResult)value[2];
        if (result == PresentationContextResult.Acceptance && !proposal.TransferSyntaxes.Contains(transferSyntax))
        {
            throw new PduFormatException(
                AbortReason.InvalidPduParameter, $"Presentation context {id} was accepted with a transfer syntax that was not proposed.");
        }

        return new PresentationContext(id, proposal.AbstractSyntax, result, transferSyntax);
    }
}
