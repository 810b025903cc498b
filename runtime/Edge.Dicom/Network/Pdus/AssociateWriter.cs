using System.Buffers.Binary;
using System.Text;

namespace Edge.Dicom.Network;

/// <summary>Writes an A-ASSOCIATE-RQ or -AC; lengths are filled in when an item ends.</summary>
internal sealed class AssociateWriter
{
    private const int ItemHeaderBytes = 4;
    private const int InitialBytes = 1024;

    private byte[] _bytes = new byte[InitialBytes];
    private int _count;

    public AssociateWriter(PduType type, ushort version, string calledAeTitle, string callingAeTitle, string applicationContext)
    {
        Span<byte> head = Reserve(PduLimits.HeaderBytes + PduLimits.AssociateFixedBytes);
        head[0] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(head[PduLimits.HeaderBytes..], version);
        Span<byte> titles = head[(PduLimits.HeaderBytes + 4)..];
        AeTitle.Write(calledAeTitle, titles);
        AeTitle.Write(callingAeTitle, titles[PduLimits.AeTitleBytes..]);
        Text(ItemType.ApplicationContext, applicationContext);
    }

    /// <summary>Begins an item that holds others; give the result to <see cref="End"/>.</summary>
    public int Begin(ItemType type)
    {
        int start = _count;
        Reserve(ItemHeaderBytes)[0] = (byte)type;
        return start;
    }

    /// <summary>Ends an item: its length is what was written since it began.</summary>
    public void End(int start) =>
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(start + 2), checked((ushort)(_count - start - ItemHeaderBytes)));

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    /// <summary>A whole item of ASCII text, which is what UIDs are.</summary>
    public void Text(ItemType type, string value)
    {
        int item = Begin(type);
        Encoding.ASCII.GetBytes(value, Reserve(value.Length));
        End(item);
    }

    /// <summary>The user information item, its sub-items in the order of their numbers, as PS3.8 D asks of none but all do.</summary>
    public void UserInformation(UserInformation user)
    {
        int item = Begin(ItemType.UserInformation);
        int maximum = Begin(ItemType.MaximumLength);
        BinaryPrimitives.WriteUInt32BigEndian(Reserve(4), user.MaxPduBytes);
        End(maximum);
        Text(ItemType.ImplementationClassUid, user.ImplementationClassUid);
        if (user.AsynchronousOperations is { } window)
        {
            int operations = Begin(ItemType.AsynchronousOperationsWindow);
            Number(window.Invoked);
            Number(window.Performed);
            End(operations);
        }

        foreach (RoleSelection role in user.Roles)
        {
            int selection = Begin(ItemType.RoleSelection);
            Number(checked((ushort)role.SopClassUid.Length));
            Encoding.ASCII.GetBytes(role.SopClassUid, Reserve(role.SopClassUid.Length));
            Bytes([role.Scu ? (byte)1 : (byte)0, role.Scp ? (byte)1 : (byte)0]);
            End(selection);
        }

        Text(ItemType.ImplementationVersionName, user.ImplementationVersionName);
        if (user.ConfirmsIdentity)
        {
            int identity = Begin(ItemType.UserIdentityResponse);
            Number(0);
            End(identity);
        }

        End(item);
    }

    /// <summary>The PDU with its length.</summary>
    public byte[] Finish()
    {
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(2), (uint)(_count - PduLimits.HeaderBytes));
        return _bytes.AsSpan(0, _count).ToArray();
    }

    private void Number(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Reserve(2), value);

    private Span<byte> Reserve(int length)
    {
        if (_count + length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _count + length));
        }

        Span<byte> reserved = _bytes.AsSpan(_count, length);
        _count += length;
        return reserved;
    }
}
