using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Edge.Contracts;

namespace Edge.Runtime.Host;

/// <summary>
/// Lets a command that root runs on a data directory work as the directory's owner, so that what it makes belongs to the service that reads it later.
/// </summary>
internal static partial class DataOwner
{
    // statx(2): the same structure on every architecture.
    private const int CurrentDirectory = -100;
    private const uint UserAndGroup = 0x18;
    private const int StatusBytes = 256;
    private const int UserOffset = 20;
    private const int GroupOffset = 24;

    /// <summary>Becomes the owner for good, where this is root and the directory exists and is another user's; otherwise does nothing.</summary>
    /// <exception cref="IOException">That failed; the message says what to do.</exception>
    public static void Become(DataDirectory data)
    {
        Span<byte> status = stackalloc byte[StatusBytes];
        if (EffectiveUser() != 0 || StatX(CurrentDirectory, data.Root, 0, UserAndGroup, status) != 0)
        {
            return;
        }

        uint user = Number(status[UserOffset..]);
        uint group = Number(status[GroupOffset..]);
        if (user != 0 && (SetGroups(0, 0) != 0 || SetGroup(group) != 0 || SetUser(user) != 0))
        {
            throw new IOException($"{data.Root} belongs to user {user}, and root could not become that user. Run this as its owner.");
        }
    }

    private static uint Number(ReadOnlySpan<byte> bytes) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatX(int directory, string path, int flags, uint mask, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "setgroups")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetGroups(nint count, nint groups);

    // glibc changes every thread of the process (nptl(7)).
    [LibraryImport("libc", EntryPoint = "setgid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetGroup(uint group);

    [LibraryImport("libc", EntryPoint = "setuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetUser(uint user);
}
