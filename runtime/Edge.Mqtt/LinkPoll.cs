using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Edge.Mqtt;

/// <summary>What poll() saw. Any descriptor number will do: there is no limit of 1023 as in select().</summary>
/// <param name="Readable">There is something to read, or the connection ended.</param>
/// <param name="Writable">The socket takes more.</param>
/// <param name="Broken">The connection failed or was closed by the peer.</param>
internal readonly record struct LinkPoll(bool Readable, bool Writable, bool Broken)
{
    private const short PeerClosed = 0x2000;
    private const int Interrupted = 4;

    /// <summary>Waits until the socket or the wake-up asks for attention, and clears the wake-up.</summary>
    /// <param name="socket">Socket; -1: only the wake-up counts.</param>
    /// <param name="wantsWrite">Also wait for the socket to take more.</param>
    /// <param name="wakeup">The wake-up.</param>
    /// <param name="atMost">Longest wait.</param>
    public static unsafe LinkPoll Wait(int socket, bool wantsWrite, Wakeup wakeup, TimeSpan atMost)
    {
        Libc.PollDescriptor* descriptors = stackalloc Libc.PollDescriptor[2];
        descriptors[0] = new Libc.PollDescriptor { Descriptor = wakeup.Descriptor, Wanted = Libc.PollIn };
        descriptors[1] = new Libc.PollDescriptor { Descriptor = socket, Wanted = (short)(Libc.PollIn | PeerClosed | (wantsWrite ? Libc.PollOut : 0)) };
        int timeoutMs = (int)Math.Ceiling(Math.Max(0, atMost.TotalMilliseconds));
        if (Libc.Poll(descriptors, 2, timeoutMs) < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            return error == Interrupted ? default : throw new Win32Exception(error, "poll() failed for the MQTT link.");
        }

        if (descriptors[0].Seen != 0)
        {
            wakeup.Clear();
        }

        short seen = descriptors[1].Seen;
        bool broken = (seen & (Libc.PollError | Libc.PollHangUp | PeerClosed)) != 0;
        return new LinkPoll(broken || (seen & Libc.PollIn) != 0, (seen & Libc.PollOut) != 0, broken);
    }

    /// <summary>Why the system gave a socket's connection up, in words; null when it did not. Asking clears it.</summary>
    public static string? SocketError(int socket)
    {
        uint sizeBytes = sizeof(int);
        return Libc.GetSocketOption(socket, Libc.SocketLevel, Libc.SocketError, out int error, ref sizeBytes) == 0 && error != 0
            ? Marshal.GetPInvokeErrorMessage(error)
            : null;
    }
}
