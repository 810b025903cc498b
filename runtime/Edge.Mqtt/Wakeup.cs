using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Edge.Mqtt;

/// <summary>Ends another thread's poll(): an eventfd. Raising it twice before it is cleared counts as once.</summary>
internal sealed unsafe class Wakeup : IDisposable
{
    private readonly SafeFileHandle _descriptor;

    private Wakeup(SafeFileHandle descriptor) => _descriptor = descriptor;

    /// <summary>The descriptor, readable while raised. Only the thread that disposes may use it.</summary>
    public int Descriptor => (int)_descriptor.DangerousGetHandle();

    /// <summary>Makes one.</summary>
    /// <exception cref="Win32Exception">The process has no descriptor left.</exception>
    public static Wakeup Create()
    {
        int descriptor = Libc.EventDescriptor(0, Libc.EventNonBlocking | Libc.EventCloseOnExec);
        return descriptor >= 0
            ? new Wakeup(new SafeFileHandle(descriptor, ownsHandle: true))
            : throw new Win32Exception(Marshal.GetLastPInvokeError(), "No descriptor is left for the MQTT link's wake-up.");
    }

    /// <summary>Raises it; after <see cref="Dispose"/> nothing happens.</summary>
    public void Raise()
    {
        ulong one = 1;
        try
        {
            _ = Libc.Write(_descriptor, &one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // The thread that would have been woken is gone.
        }
    }

    /// <summary>Clears it.</summary>
    public void Clear()
    {
        ulong count;
        _ = Libc.Read(_descriptor, &count, sizeof(ulong));
    }

    /// <inheritdoc/>
    public void Dispose() => _descriptor.Dispose();
}
