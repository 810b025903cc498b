using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Edge.Dicom.Tests.Network;

/// <summary>A peer that sends whatever bytes it is told to, and writes down in short what comes back.</summary>
public sealed class RawPeer : IDisposable
{
    private readonly Stream _stream;

    private readonly TimeSpan _patience;
    private readonly bool _tellsRefusals;

    /// <param name="port">On loopback.</param>
    /// <param name="patience">How long a conversation may take; by default long enough for a machine under load.</param>
    /// <param name="tellsRefusals">Write "AC/3" for an acceptance that refuses every context, the last for reason 3.</param>
    /// <param name="secure">Puts TLS over the connection.</param>
    public RawPeer(int port, TimeSpan? patience = null, bool tellsRefusals = false, Func<Stream, Stream>? secure = null)
    {
        _tellsRefusals = tellsRefusals;
        _patience = patience ?? TimeSpan.FromSeconds(20);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        var plain = new NetworkStream(socket, ownsSocket: true);
        _stream = secure?.Invoke(plain) ?? plain;
    }

    /// <summary>Sends the parts one after another while reading, then reads on until the listener closes.</summary>
    /// <returns>One word per PDU ("AC", "RJ 1/1/7", "RSP 0000", "RP", "AB 2/6") and "closed", or "open" when it never closed.</returns>
    public async Task<string> ConverseAsync(IEnumerable<ReadOnlyMemory<byte>> parts)
    {
        using var limit = new CancellationTokenSource(_patience);
        Task<string> reading = ReadAllAsync(limit.Token);
        try
        {
            foreach (ReadOnlyMemory<byte> part in parts)
            {
                await _stream.WriteAsync(part, limit.Token);
            }
        }
        catch (IOException)
        {
            // The listener has had enough of it; what it answered is being read.
        }

        return await reading;
    }

    /// <summary>Sends bytes without looking at what comes back.</summary>
    public void Send(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    /// <summary>Reads until the listener closes.</summary>
    public async Task<string> ReadAllAsync(CancellationToken cancellationToken)
    {
        var words = new List<string>();
        try
        {
            while (await ReadPduAsync(cancellationToken) is { } pdu)
            {
                words.Add(Describe(pdu));
            }

            words.Add("closed");
        }
        catch (IOException)
        {
            words.Add("closed");
        }
        catch (OperationCanceledException)
        {
            words.Add("open");
        }

        return string.Join(' ', words);
    }

    /// <summary>The next PDU with its header, or null at the end.</summary>
    public async Task<byte[]?> ReadPduAsync(CancellationToken cancellationToken)
    {
        byte[] header = new byte[6];
        if (!await FillAsync(header, cancellationToken))
        {
            return null;
        }

        byte[] pdu = new byte[6 + BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(2))];
        header.CopyTo(pdu, 0);
        return await FillAsync(pdu.AsMemory(6), cancellationToken) ? pdu : null;
    }

    public void Dispose() => _stream.Dispose();

    private string Describe(byte[] pdu) => pdu[0] switch
    {
        2 => _tellsRefusals ? "AC" + Refusal(pdu) : "AC",
        3 => string.Create(CultureInfo.InvariantCulture, $"RJ {pdu[7]}/{pdu[8]}/{pdu[9]}"),
        4 => "RSP " + Status(pdu),
        6 => "RP",
        7 => string.Create(CultureInfo.InvariantCulture, $"AB {pdu[8]}/{pdu[9]}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"PDU {pdu[0]:X2}"),
    };

    /// <summary>Empty when a presentation context was accepted, or none was answered; else the last result (PS3.8 9.3.3.2).</summary>
    private static string Refusal(byte[] pdu)
    {
        string refusal = string.Empty;
        for (int at = 6 + 68; at + 8 <= pdu.Length; at += 4 + BinaryPrimitives.ReadUInt16BigEndian(pdu.AsSpan(at + 2)))
        {
            if (pdu[at] == 0x21 && pdu[at + 6] == 0)
            {
                return string.Empty;
            }

            refusal = pdu[at] == 0x21 ? string.Create(CultureInfo.InvariantCulture, $"/{pdu[at + 6]}") : refusal;
        }

        return refusal;
    }

    /// <summary>The value of (0000,0900) in the one value of a P-DATA-TF; "…" when the command set is spread over several.</summary>
    private static string Status(byte[] pdu)
    {
        int at = pdu.AsSpan().IndexOf("\0\0\0\x09\x02\0\0\0"u8);
        return at < 0 || at + 10 > pdu.Length
            ? "…"
            : BinaryPrimitives.ReadUInt16LittleEndian(pdu.AsSpan(at + 8)).ToString("X4", CultureInfo.InvariantCulture);
    }

    private async Task<bool> FillAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        while (!destination.IsEmpty)
        {
            int count = await _stream.ReadAsync(destination, cancellationToken);
            if (count == 0)
            {
                return false;
            }

            destination = destination[count..];
        }

        return true;
    }
}
