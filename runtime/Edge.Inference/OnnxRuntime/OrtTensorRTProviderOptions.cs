namespace Microsoft.ML.OnnxRuntime;

/// <summary>Options of the TensorRT provider, by the names of its documentation. They start with the library's defaults.</summary>
internal sealed class OrtTensorRTProviderOptions : IDisposable
{
    /// <summary>The default options.</summary>
    /// <exception cref="OnnxRuntimeException">The library was built without this provider.</exception>
    public OrtTensorRTProviderOptions() => Handle = new OrtHandle(OrtApi.Create(OrtEntry.CreateTensorRTProviderOptions), OrtEntry.ReleaseTensorRTProviderOptions);

    internal OrtHandle Handle { get; }

    /// <summary>All options, as <c>key=value;key=value</c>.</summary>
    public string GetOptions()
    {
        using OrtLease options = Handle.Lease();
        return OrtApi.GetProviderOptions(OrtEntry.GetTensorRTProviderOptionsAsString, options.Pointer);
    }

    /// <summary>Changes the options that are named; the others stay.</summary>
    /// <exception cref="OnnxRuntimeException">A name is not known, or a value is not one of its.</exception>
    public void UpdateOptions(Dictionary<string, string> providerOptions)
    {
        using OrtLease options = Handle.Lease();
        ProviderOptionText.Update(OrtEntry.UpdateTensorRTProviderOptions, options.Pointer, providerOptions);
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
