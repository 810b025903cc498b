namespace Microsoft.ML.OnnxRuntime;

/// <summary>Options of the CUDA provider, by the names of its documentation. They start with the library's defaults.</summary>
internal sealed class OrtCUDAProviderOptions : IDisposable
{
    /// <summary>The default options.</summary>
    /// <exception cref="OnnxRuntimeException">The library was built without this provider.</exception>
    public OrtCUDAProviderOptions() => Handle = new OrtHandle(OrtApi.Create(OrtEntry.CreateCUDAProviderOptions), OrtEntry.ReleaseCUDAProviderOptions);

    internal OrtHandle Handle { get; }

    /// <summary>All options, as <c>key=value;key=value</c>.</summary>
    public string GetOptions()
    {
        using OrtLease options = Handle.Lease();
        return OrtApi.GetProviderOptions(OrtEntry.GetCUDAProviderOptionsAsString, options.Pointer);
    }

    /// <summary>Changes the options that are named; the others stay.</summary>
    /// <exception cref="OnnxRuntimeException">A name is not known, or a value is not one of its.</exception>
    public void UpdateOptions(Dictionary<string, string> providerOptions)
    {
        using OrtLease options = Handle.Lease();
        ProviderOptionText.Update(OrtEntry.UpdateCUDAProviderOptions, options.Pointer, providerOptions);
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
