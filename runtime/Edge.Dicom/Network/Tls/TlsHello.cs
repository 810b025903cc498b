using System.Buffers.Binary;

namespace Edge.Dicom.Network;

/// <summary>
/// Gathers the first TLS record of a connection (RFC 8446 5.1). Only when it is whole does a handshake begin: a peer that is silent, or drips, costs a
/// socket and no more.
/// </summary>
internal sealed class TlsHello
{
    private const int HeaderBytes = 5;
    private const byte Handshake = 22;
    private const int MaxRecordBytes = 1 << 14;

    private byte[] _bytes = new byte[HeaderBytes];
    private int _count;

    /// <summary>Bytes still to come until more can be told; 0 when it is whole.</summary>
    public int BytesWanted => _bytes.Length - _count;

    /// <summary>What has come.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _count);

    /// <summary>Takes bytes, at most <see cref="BytesWanted"/>.</summary>
    /// <exception cref="PduFormatException">It is no handshake of TLS.</exception>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan(_count));
        _count += bytes.Length;
        if (_bytes[0] != Handshake)
        {
            throw new PduFormatException(AbortReason.NotSpecified, "Something else than TLS came, and only TLS is spoken here.");
        }

        if (_count == HeaderBytes && _bytes.Length == HeaderBytes)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(_bytes.AsSpan(3));
            if (length is 0 or > MaxRecordBytes)
            {
                throw new PduFormatException(AbortReason.NotSpecified, $"The first TLS record cannot have {length} bytes.");
            }

            Array.Resize(ref _bytes, HeaderBytes + length);
        }
    }
}
