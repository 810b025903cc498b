using System.Runtime.InteropServices;
using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Host;

/// <summary>Makes the data directory. Everything in it is for its owner alone: it holds patients' images.</summary>
internal static partial class DataFolders
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const uint GroupAndOthers = 0x3F;

    /// <summary>Makes what is missing, durably, and keeps every file that this process makes from group and others.</summary>
    /// <exception cref="IOException">A directory cannot be made.</exception>
    public static void Prepare(DataDirectory data)
    {
        _ = SetUmask(GroupAndOthers);
        foreach (string folder in new[] { data.Root, data.Inbox, data.InboxPartial, data.Scratch, data.Results })
        {
            Directory.CreateDirectory(folder, OwnerOnly);
        }

        DurableDirectory.Sync(data.Inbox);
        DurableDirectory.Sync(data.Root);
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint SetUmask(uint mask);
}
