using System.Buffers.Binary;
using System.Text;

namespace Edge.Dicom.Network;

/// <summary>Reads the user information item; sub-items it does not know are passed over, as PS3.8 9.3.1 asks.</summary>
internal static class UserInformationReader
{
    private const int MaxVersionNameBytes = 16;

    /// <exception cref="PduFormatException">A sub-item is cut short or has an impossible length.</exception>
    public static UserInformation Read(ReadOnlySpan<byte> item)
    {
        var information = new UserInformation();
        List<RoleSelection>? roles = null;
        var reader = new ItemReader(item);
        while (reader.TryNext(out ItemType type, out ReadOnlySpan<byte> value))
        {
            switch (type)
            {
                case ItemType.MaximumLength:
                    information = information with { MaxPduBytes = BinaryPrimitives.ReadUInt32BigEndian(Exactly(value, 4, type)) };
                    break;
                case ItemType.ImplementationClassUid:
                    information = information with { ImplementationClassUid = UidText.Read(AtMost(value, PduLimits.UidBytes, type)) };
                    break;
                case ItemType.ImplementationVersionName:
                    information = information with { ImplementationVersionName = VersionName(value) };
                    break;
                case ItemType.AsynchronousOperationsWindow:
                    Exactly(value, 4, type);
                    information = information with
                    {
                        AsynchronousOperations =
                            (BinaryPrimitives.ReadUInt16BigEndian(value), BinaryPrimitives.ReadUInt16BigEndian(value[2..])),
                    };
                    break;
                case ItemType.RoleSelection:
                    (roles ??= []).Add(Role(value));
                    break;
                case ItemType.UserIdentityRequest:
                    information = information with { Identity = Identity(value) };
                    break;
                case ItemType.UserIdentityResponse:
                    information = information with { ConfirmsIdentity = true };
                    break;
                default:
                    break;
            }
        }

        return roles is null ? information : information with { Roles = roles };
    }

    private static string VersionName(ReadOnlySpan<byte> value)
    {
        Span<byte> printable = stackalloc byte[MaxVersionNameBytes];
        value = value[..Math.Min(value.Length, MaxVersionNameBytes)];
        for (int index = 0; index < value.Length; index++)
        {
            printable[index] = value[index] is >= 0x20 and < 0x7F ? value[index] : (byte)'?';
        }

        return Encoding.ASCII.GetString(printable[..value.Length]).Trim();
    }

    private static RoleSelection Role(ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> uid = Field(ref value, ItemType.RoleSelection);
        Exactly(value, 2, ItemType.RoleSelection);
        return new RoleSelection(UidText.Read(uid), value[0] == 1, value[1] == 1);
    }

    private static UserIdentity Identity(ReadOnlySpan<byte> value)
    {
        AtLeast(value, 2, ItemType.UserIdentityRequest);
        byte type = value[0];
        bool wantsResponse = value[1] == 1;
        value = value[2..];
        byte[] primary = Field(ref value, ItemType.UserIdentityRequest).ToArray();
        byte[] secondary = Field(ref value, ItemType.UserIdentityRequest).ToArray();
        return new UserIdentity(type, wantsResponse, primary, secondary);
    }

    private static ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> value, ItemType type)
    {
        AtLeast(value, 2, type);
        int length = BinaryPrimitives.ReadUInt16BigEndian(value);
        AtLeast(value, 2 + length, type);
        ReadOnlySpan<byte> field = value.Slice(2, length);
        value = value[(2 + length)..];
        return field;
    }

    private static ReadOnlySpan<byte> Exactly(ReadOnlySpan<byte> value, int length, ItemType type) =>
        value.Length == length ? value : throw Impossible(type, value.Length);

    private static ReadOnlySpan<byte> AtMost(ReadOnlySpan<byte> value, int length, ItemType type) =>
        value.Length <= length ? value : throw Impossible(type, value.Length);

    private static void AtLeast(ReadOnlySpan<byte> value, int length, ItemType type)
    {
        if (value.Length < length)
        {
            throw Impossible(type, value.Length);
        }
    }

    private static PduFormatException Impossible(ItemType type, int length) =>
        new(AbortReason.InvalidPduParameter, $"Sub-item {(byte)type:X2}H cannot have {length} bytes.");
}
