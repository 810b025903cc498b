namespace Microsoft.ML.OnnxRuntime;

/// <summary>The use of a native object by one call: it cannot be released before the call returns.</summary>
internal readonly ref struct OrtLease
{
    private readonly OrtHandle _handle;

    /// <summary>Starts the use.</summary>
    /// <exception cref="ObjectDisposedException">The object was released.</exception>
    public OrtLease(OrtHandle handle)
    {
        bool added = false;
        handle.DangerousAddRef(ref added);
        _handle = handle;
        Pointer = handle.DangerousGetHandle();
    }

    /// <summary>The native pointer.</summary>
    public nint Pointer { get; }

    /// <summary>Ends the use.</summary>
    public void Dispose() => _handle.DangerousRelease();
}
