using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Owns one native object and releases it with the table's own function, at the latest when collected.</summary>
internal sealed unsafe class OrtHandle : SafeHandle
{
    private readonly OrtEntry _release;

    /// <summary>Takes ownership of <paramref name="pointer"/>.</summary>
    public OrtHandle(nint pointer, OrtEntry release)
        : base(0, ownsHandle: true)
    {
        _release = release;
        SetHandle(pointer);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Keeps the object alive until the lease is disposed, whatever other threads do.</summary>
    /// <exception cref="ObjectDisposedException">It was released.</exception>
    public OrtLease Lease() => new(this);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        ((delegate* unmanaged<nint, void>)OrtLibrary.Table[(int)_release])(handle);
        return true;
    }
}
