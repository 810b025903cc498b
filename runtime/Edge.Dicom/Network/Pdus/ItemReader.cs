using System.Buffers.Binary;

namespace Edge.Dicom.Network;

/// <summary>Walks the items of an A-ASSOCIATE PDU; every length is checked against what is really there (PS3.8 9.3.2).</summary>
internal ref struct ItemReader(ReadOnlySpan<byte> items)
{
    private const int ItemHeaderBytes = 4;

    private ReadOnlySpan<byte> _rest = items;

    /// <summary>Steps to the next item. False at the end.</summary>
    /// <exception cref="PduFormatException">The item's length goes beyond what surrounds it.</exception>
    public bool TryNext(out ItemType type, out ReadOnlySpan<byte> value)
    {
        type = default;
        value = default;
        if (_rest.IsEmpty)
        {
            return false;
        }

        if (_rest.Length < ItemHeaderBytes)
        {
            throw new PduFormatException(AbortReason.InvalidPduParameter, "An item is cut short in its header.");
        }

        type = (ItemType)_rest[0];
        int length = BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        if (length > _rest.Length - ItemHeaderBytes)
        {
            throw new PduFormatException(
                AbortReason.InvalidPduParameter,
                $"Item {(byte)type:X2}H claims {length} bytes where {_rest.Length - ItemHeaderBytes} are left.");
        }

        value = _rest.Slice(ItemHeaderBytes, length);
        _rest = _rest[(ItemHeaderBytes + length)..];
        return true;
    }
}
