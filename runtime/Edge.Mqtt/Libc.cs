using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace Edge.Mqtt;

/// <summary>The system calls of the link's own loop.</summary>
internal static unsafe partial class Libc
{
    internal const short PollIn = 0x001;
    internal const short PollOut = 0x004;
    internal const short PollError = 0x008;
    internal const short PollHangUp = 0x010;

    internal const int EventNonBlocking = 0x800;
    internal const int EventCloseOnExec = 0x80000;
    internal const int ShutdownBoth = 2;
    internal const int SetDescriptorFlags = 2;
    internal const int CloseOnExec = 1;
    internal const int SocketLevel = 1;
    internal const int SocketError = 4;
    internal const int TcpLevel = 6;
    internal const int TcpQuickAck = 12;

    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(PollDescriptor* descriptors, nuint count, int timeoutMs);

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    internal static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(SafeFileHandle descriptor, ulong* value, nuint sizeBytes);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(SafeFileHandle descriptor, ulong* value, nuint sizeBytes);

    [LibraryImport(Library, EntryPoint = "shutdown", SetLastError = true)]
    internal static partial int Shutdown(int socket, int how);

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Control(int descriptor, int command, nint argument);

    [LibraryImport(Library, EntryPoint = "getsockopt", SetLastError = true)]
    internal static partial int GetSocketOption(int socket, int level, int option, out int value, ref uint sizeBytes);

    [LibraryImport(Library, EntryPoint = "setsockopt", SetLastError = true)]
    internal static partial int SetSocketOption(int socket, int level, int option, in int value, uint sizeBytes);

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollDescriptor
    {
        internal int Descriptor;
        internal short Wanted;
        internal short Seen;
    }
}
