using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Edge.Inference.Confinement;
using Microsoft.Win32.SafeHandles;

namespace Edge.Inference.Protocol;

/// <summary>
/// The two descriptors that carry the protocol. They are moved away from 0 and 1 before anything native is loaded, because native libraries
/// print to descriptor 1; what they print goes to stderr.
/// </summary>
/// <param name="Input">Descriptor that messages come from.</param>
/// <param name="Output">Descriptor that messages go to.</param>
[SuppressMessage("Reliability", "CA2000", Justification = "The stream owns the handle.")]
internal sealed record ProtocolDescriptors(int Input, int Output)
{
    private const int FirstPrivateDescriptor = 20;

    /// <summary>Moves descriptors 0 and 1 to private ones that survive an exec; 0 then reads nothing and 1 is stderr.</summary>
    /// <exception cref="Win32Exception">A descriptor is not open.</exception>
    public static ProtocolDescriptors TakeOver()
    {
        int input = Checked(Libc.Fcntl(0, Libc.FcntlDupFd, FirstPrivateDescriptor));
        int output = Checked(Libc.Fcntl(1, Libc.FcntlDupFd, FirstPrivateDescriptor));
        Checked(Libc.Dup2(2, 1));
        int nothing = Checked(Libc.Open("/dev/null", Libc.OpenReadOnly | Libc.OpenCloexec));
        Checked(Libc.Dup2(nothing, 0));
        Checked(Libc.Close(nothing));
        return new ProtocolDescriptors(input, output);
    }

    /// <summary>Keeps both from any program that native code may start.</summary>
    public void CloseOnExec()
    {
        Checked(Libc.Fcntl(Input, Libc.FcntlSetFd, Libc.FdCloexec));
        Checked(Libc.Fcntl(Output, Libc.FcntlSetFd, Libc.FdCloexec));
    }

    /// <summary>Reads without a buffer, so that nothing beyond a message is taken.</summary>
    public FileStream OpenInput() => new(new SafeFileHandle(Input, ownsHandle: false), FileAccess.Read, bufferSize: 0);

    /// <summary>Writes without a buffer: a frame is one write.</summary>
    public FileStream OpenOutput() => new(new SafeFileHandle(Output, ownsHandle: false), FileAccess.Write, bufferSize: 0);

    private static int Checked(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());
}
