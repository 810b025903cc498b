using System.Buffers.Binary;

namespace Edge.Dicom.Network;

/// <summary>A-ASSOCIATE-RQ (PS3.8 9.3.2).</summary>
internal sealed record AssociateRequestPdu(
    ushort ProtocolVersion,
    string CalledAeTitle,
    string CallingAeTitle,
    string ApplicationContext,
    IReadOnlyList<ProposedContext> Contexts,
    UserInformation User)
{
    /// <summary>The one protocol version there is: bit 0 (PS3.8 9.3.2).</summary>
    public const ushort Version1 = 1;

    /// <summary>The one application context there is (PS3.7 A.2.1).</summary>
    public const string DicomApplicationContext = "1.2.840.10008.3.1.1.1";

    /// <summary>Reads the variable field of the PDU. Unknown items are passed over.</summary>
    /// <exception cref="PduFormatException">A length is impossible, or context ids are even, repeated or too many.</exception>
    public static AssociateRequestPdu Read(ReadOnlySpan<byte> body)
    {
        if (body.Length < PduLimits.AssociateFixedBytes)
        {
            throw new PduFormatException(AbortReason.InvalidPduParameter, $"An A-ASSOCIATE-RQ cannot have {body.Length} bytes.");
        }

        string applicationContext = string.Empty;
        var contexts = new List<ProposedContext>();
        UserInformation? user = null;
        var reader = new ItemReader(body[PduLimits.AssociateFixedBytes..]);
        while (reader.TryNext(out ItemType type, out ReadOnlySpan<byte> value))
        {
            switch (type)
            {
                case ItemType.ApplicationContext:
                    applicationContext = UidText.Read(value);
                    break;
                case ItemType.ProposedContext:
                    AddContext(contexts, value);
                    break;
                case ItemType.UserInformation:
                    user = UserInformationReader.Read(value);
                    break;
                default:
                    break;
            }
        }

        return new AssociateRequestPdu(
            BinaryPrimitives.ReadUInt16BigEndian(body),
            AeTitle.Read(body.Slice(4, PduLimits.AeTitleBytes)),
            AeTitle.Read(body.Slice(4 + PduLimits.AeTitleBytes, PduLimits.AeTitleBytes)),
            applicationContext,
            contexts,
            user ?? new UserInformation());
    }

    /// <summary>The whole PDU, header included.</summary>
    public byte[] ToBytes()
    {
        var writer = new AssociateWriter(PduType.AssociateRequest, ProtocolVersion, CalledAeTitle, CallingAeTitle, ApplicationContext);
        foreach (ProposedContext context in Contexts)
        {
            int item = writer.Begin(ItemType.ProposedContext);
            writer.Bytes([context.Id, 0, 0, 0]);
            writer.Text(ItemType.AbstractSyntax, context.AbstractSyntax);
            foreach (string syntax in context.TransferSyntaxes)
            {
                writer.Text(ItemType.TransferSyntax, syntax);
            }

            writer.End(item);
        }

        writer.UserInformation(User);
        return writer.Finish();
    }

    private static void AddContext(List<ProposedContext> contexts, ReadOnlySpan<byte> value)
    {
        if (value.Length < 4)
        {
            throw new PduFormatException(AbortReason.InvalidPduParameter, "A presentation context is cut short.");
        }

        byte id = value[0];
        if ((id & 1) == 0 || contexts.Count == PduLimits.MaxPresentationContexts || contexts.Exists(context => context.Id == id))
        {
            throw new PduFormatException(
                AbortReason.InvalidPduParameter, $"Presentation context id {id} is even, repeated or one too many.");
        }

        string abstractSyntax = string.Empty;
        var transferSyntaxes = new List<string>();
        var reader = new ItemReader(value[4..]);
        while (reader.TryNext(out ItemType type, out ReadOnlySpan<byte> uid))
        {
            if (type == ItemType.AbstractSyntax)
            {
                abstractSyntax = UidText.Read(uid);
            }
            else if (type == ItemType.TransferSyntax && transferSyntaxes.Count < PduLimits.MaxTransferSyntaxesPerContext)
            {
                transferSyntaxes.Add(UidText.Read(uid));
            }
        }

        contexts.Add(new ProposedContext(id, abstractSyntax, transferSyntaxes));
    }
}
