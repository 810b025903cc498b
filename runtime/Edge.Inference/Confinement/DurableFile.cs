using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Edge.Inference.Confinement;

/// <summary>Makes what was written survive loss of power.</summary>
internal static class DurableFile
{
    /// <summary>Syncs a file, or the entries of a directory.</summary>
    /// <exception cref="IOException">It cannot be synced.</exception>
    public static void Sync(string path)
    {
        int descriptor = Libc.Open(path, Libc.OpenReadOnly | Libc.OpenCloexec);
        if (descriptor < 0)
        {
            throw new IOException($"'{path}' cannot be opened.", new Win32Exception(Marshal.GetLastPInvokeError()));
        }

        int result = Libc.Fsync(descriptor);
        int error = Marshal.GetLastPInvokeError();
        _ = Libc.Close(descriptor);
        if (result != 0)
        {
            throw new IOException($"'{path}' cannot be synced.", new Win32Exception(error));
        }
    }
}
