using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Edge.Updater.Host;

/// <summary>Whose a directory is.</summary>
internal static partial class DirectoryOwner
{
    // statx(2): the same structure on every architecture.
    private const int CurrentDirectory = -100;
    private const uint User = 0x8;
    private const int StatusBytes = 256;
    private const int UserOffset = 20;

    /// <summary>Number of the user; null where it does not exist or cannot be seen.</summary>
    public static uint? Of(string path)
    {
        Span<byte> status = stackalloc byte[StatusBytes];
        return StatX(CurrentDirectory, path, 0, User, status) == 0
            ? BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(status[UserOffset..]) : BinaryPrimitives.ReadUInt32BigEndian(status[UserOffset..])
            : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatX(int directory, string path, int flags, uint mask, Span<byte> status);
}
