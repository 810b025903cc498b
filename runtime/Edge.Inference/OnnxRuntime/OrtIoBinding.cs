namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// A session's inputs and outputs bound to memory, so that runs neither look up names nor allocate; CUDA graphs need it, since they replay on fixed
/// addresses. What is bound must outlive the binding.
/// </summary>
internal sealed unsafe class OrtIoBinding : IDisposable
{
    internal OrtIoBinding(nint binding) => Handle = new OrtHandle(binding, OrtEntry.ReleaseIoBinding);

    internal OrtHandle Handle { get; }

    /// <summary>Binds an input to a tensor.</summary>
    /// <exception cref="OnnxRuntimeException">The graph has no such input, or the tensor does not fit it.</exception>
    public void BindInput(string name, OrtValue ortValue) => Bind(OrtEntry.BindInput, name, ortValue.Handle);

    /// <summary>Binds an output to a tensor.</summary>
    /// <exception cref="OnnxRuntimeException">The graph has no such output.</exception>
    public void BindOutput(string name, OrtValue ortValue) => Bind(OrtEntry.BindOutput, name, ortValue.Handle);

    /// <summary>Lets the library allocate an output, where its shape is not known before.</summary>
    /// <exception cref="OnnxRuntimeException">The graph has no such output.</exception>
    public void BindOutputToDevice(string name, OrtMemoryInfo memInfo) => Bind(OrtEntry.BindOutputToDevice, name, memInfo.Handle);

    /// <summary>Waits until the inputs have arrived on their device.</summary>
    public void SynchronizeBoundInputs() => Do(OrtEntry.SynchronizeBoundInputs);

    /// <summary>Waits until the outputs have arrived on their device.</summary>
    public void SynchronizeBoundOutputs() => Do(OrtEntry.SynchronizeBoundOutputs);

    /// <summary>Names of the bound outputs, in the order of binding.</summary>
    public string[] GetOutputNames()
    {
        using OrtLease binding = Handle.Lease();
        return OrtApi.GetBoundOutputNames(binding.Pointer);
    }

    /// <summary>The bound outputs, in the order of binding, to be disposed by the caller.</summary>
    public DisposableList<OrtValue> GetOutputValues()
    {
        using OrtLease binding = Handle.Lease();
        nint[] outputs = OrtApi.GetBoundOutputValues(binding.Pointer);
        var values = new DisposableList<OrtValue>(outputs.Length);
        values.AddRange(outputs.Select(output => new OrtValue(output)));
        return values;
    }

    /// <summary>Unbinds every input.</summary>
    public void ClearBoundInputs()
    {
        using OrtLease binding = Handle.Lease();
        OrtApi.Clear(OrtEntry.ClearBoundInputs, binding.Pointer);
    }

    /// <summary>Unbinds every output.</summary>
    public void ClearBoundOutputs()
    {
        using OrtLease binding = Handle.Lease();
        OrtApi.Clear(OrtEntry.ClearBoundOutputs, binding.Pointer);
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private void Bind(OrtEntry entry, string name, OrtHandle target)
    {
        using OrtLease binding = Handle.Lease();
        using OrtLease lease = target.Lease();
        fixed (byte* text = OrtText.ToUtf8(name))
        {
            OrtApi.Bind(entry, binding.Pointer, text, lease.Pointer);
        }
    }

    private void Do(OrtEntry entry)
    {
        using OrtLease binding = Handle.Lease();
        OrtApi.Do(entry, binding.Pointer);
    }
}
