using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A loaded network. Runs of one session may overlap on the CPU provider; this program runs one at a time.</summary>
internal sealed unsafe class InferenceSession : IDisposable
{
    /// <summary>Most inputs and outputs together that one run may name; the pointers to them live on the stack.</summary>
    private const int ValueCountMax = 256;

    private readonly OrtHandle _handle;
    private readonly Dictionary<string, nint> _nativeNames = new(StringComparer.Ordinal);
    private bool _disposed;

    /// <summary>Loads a network from a file.</summary>
    /// <exception cref="OnnxRuntimeException">The file is missing, is not a model, or an operator in it is not known.</exception>
    public InferenceSession(string modelPath, SessionOptions options)
        : this(Load(modelPath, options))
    {
    }

    /// <summary>Loads a network from memory, which is not used afterwards.</summary>
    /// <exception cref="OnnxRuntimeException">The bytes are not a model, or an operator in it is not known.</exception>
    public InferenceSession(byte[] model, SessionOptions options)
        : this(Load(model, options))
    {
    }

    private InferenceSession(OrtHandle handle)
    {
        _handle = handle;
        (InputNames, InputMetadata) = Describe(OrtEntry.SessionGetInputCount, OrtEntry.SessionGetInputName, OrtEntry.SessionGetInputTypeInfo);
        (OutputNames, OutputMetadata) = Describe(OrtEntry.SessionGetOutputCount, OrtEntry.SessionGetOutputName, OrtEntry.SessionGetOutputTypeInfo);
    }

    /// <summary>What the graph says about each input.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> InputMetadata { get; }

    /// <summary>What the graph says about each output.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> OutputMetadata { get; }

    /// <summary>Input names in the graph's order.</summary>
    public IReadOnlyList<string> InputNames { get; }

    /// <summary>Output names in the graph's order.</summary>
    public IReadOnlyList<string> OutputNames { get; }

    /// <summary>Runs the network; the library allocates the outputs, which the caller disposes.</summary>
    /// <exception cref="OnnxRuntimeException">A name, type or shape does not fit, an operator failed, or the run was terminated.</exception>
    public DisposableList<OrtValue> Run(
        RunOptions runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames)
    {
        nint* outputs = stackalloc nint[Math.Min(outputNames.Count, ValueCountMax)];
        new Span<nint>(outputs, Math.Min(outputNames.Count, ValueCountMax)).Clear();
        Run(runOptions, inputNames, inputValues, outputNames, outputs);
        var values = new DisposableList<OrtValue>(outputNames.Count);
        for (int index = 0; index < outputNames.Count; index++)
        {
            values.Add(new OrtValue(outputs[index]));
        }

        return values;
    }

    /// <summary>Runs the network into tensors that the caller made.</summary>
    /// <exception cref="OnnxRuntimeException">A name, type or shape does not fit, an operator failed, or the run was terminated.</exception>
    public void Run(
        RunOptions runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames,
        IReadOnlyCollection<OrtValue> outputValues)
    {
        if (outputNames.Count != outputValues.Count)
        {
            throw new OnnxRuntimeException(ErrorCode.InvalidArgument, "As many output names as output values are needed.");
        }

        nint* outputs = stackalloc nint[Math.Min(outputNames.Count, ValueCountMax)];
        int index = 0;
        foreach (OrtValue value in outputValues.Take(ValueCountMax))
        {
            outputs[index++] = value.Handle.DangerousGetHandle();
        }

        Run(runOptions, inputNames, inputValues, outputNames, outputs);
        GC.KeepAlive(outputValues);
    }

    /// <summary>An empty binding of this session's inputs and outputs to memory; the caller disposes it before the session.</summary>
    public OrtIoBinding CreateIoBinding()
    {
        nint binding;
        using OrtLease session = _handle.Lease();
        OrtApi.CreateIoBinding(session.Pointer, &binding);
        return new OrtIoBinding(binding);
    }

    /// <summary>Runs the network on what is bound; the outputs are in the binding afterwards.</summary>
    /// <exception cref="OnnxRuntimeException">Something is not bound or does not fit, an operator failed, or the run was terminated.</exception>
    public void RunWithBinding(RunOptions runOptions, OrtIoBinding ioBinding)
    {
        using OrtLease session = _handle.Lease();
        using OrtLease options = runOptions.Handle.Lease();
        using OrtLease binding = ioBinding.Handle.Lease();
        OrtApi.RunWithBinding(session.Pointer, options.Pointer, binding.Pointer);
    }

    /// <summary>
    /// Which nodes each provider took. It is kept only where the session was made with <c>session.record_ep_graph_assignment_info</c> as 1.
    /// </summary>
    /// <exception cref="OnnxRuntimeException">It was not kept.</exception>
    public IReadOnlyList<OrtEpAssignedSubgraph> GetEpGraphAssignmentInfo()
    {
        using OrtLease session = _handle.Lease();
        ReadOnlySpan<nint> subgraphs = OrtApi.GetList(OrtEntry.Session_GetEpGraphAssignmentInfo, session.Pointer);
        var copies = new List<OrtEpAssignedSubgraph>(subgraphs.Length);
        foreach (nint subgraph in subgraphs)
        {
            copies.Add(OrtEpAssignedSubgraph.Read(subgraph));
        }

        return copies;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _handle.Dispose();
        foreach (nint name in _nativeNames.Values)
        {
            Marshal.FreeCoTaskMem(name);
        }
    }

    private static OrtHandle Load(string modelPath, SessionOptions options)
    {
        nint session;
        using OrtLease env = OrtEnv.Instance().Handle.Lease();
        using OrtLease settings = options.Handle.Lease();
        fixed (byte* path = OrtText.ToUtf8(modelPath))
        {
            OrtApi.CreateSession(env.Pointer, path, settings.Pointer, &session);
        }

        return new OrtHandle(session, OrtEntry.ReleaseSession);
    }

    private static OrtHandle Load(byte[] model, SessionOptions options)
    {
        nint session;
        using OrtLease env = OrtEnv.Instance().Handle.Lease();
        using OrtLease settings = options.Handle.Lease();
        fixed (byte* bytes = model)
        {
            OrtApi.CreateSessionFromArray(env.Pointer, bytes, (nuint)model.Length, settings.Pointer, &session);
        }

        return new OrtHandle(session, OrtEntry.ReleaseSession);
    }

    private (IReadOnlyList<string> Names, IReadOnlyDictionary<string, NodeMetadata> Metadata) Describe(
        OrtEntry countEntry, OrtEntry nameEntry, OrtEntry typeEntry)
    {
        using OrtLease session = _handle.Lease();
        nuint count = OrtApi.GetSize(countEntry, session.Pointer);
        var names = new List<string>((int)count);
        var metadata = new Dictionary<string, NodeMetadata>(StringComparer.Ordinal);
        for (nuint index = 0; index < count; index++)
        {
            string name = OrtApi.SessionGetName(nameEntry, session.Pointer, index);
            using var type = new OrtHandle(OrtApi.SessionGetTypeInfo(typeEntry, session.Pointer, index), OrtEntry.ReleaseTypeInfo);
            using OrtLease lease = type.Lease();
            names.Add(name);
            metadata[name] = NodeMetadata.Read(lease.Pointer);
            _nativeNames.TryAdd(name, Marshal.StringToCoTaskMemUTF8(name));
        }

        return (names, metadata);
    }

    private void Run(
        RunOptions runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames,
        nint* outputs)
    {
        if (inputNames.Count != inputValues.Count || inputNames.Count + outputNames.Count > ValueCountMax)
        {
            throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument,
                $"{inputNames.Count} input names, {inputValues.Count} input values and {outputNames.Count} outputs; at most {ValueCountMax} in all.");
        }

        nint* inputs = stackalloc nint[inputNames.Count];
        nint* nativeInputNames = stackalloc nint[inputNames.Count];
        nint* nativeOutputNames = stackalloc nint[outputNames.Count];
        int index = 0;
        foreach (OrtValue value in inputValues)
        {
            inputs[index++] = value.Handle.DangerousGetHandle();
        }

        Name(inputNames, nativeInputNames);
        Name(outputNames, nativeOutputNames);
        using OrtLease session = _handle.Lease();
        using OrtLease options = runOptions.Handle.Lease();
        OrtApi.Run(
            session.Pointer, options.Pointer, nativeInputNames, inputs, (nuint)inputNames.Count, nativeOutputNames, (nuint)outputNames.Count, outputs);
        GC.KeepAlive(inputValues);
    }

    private void Name(IReadOnlyCollection<string> names, nint* native)
    {
        int index = 0;
        foreach (string name in names)
        {
            native[index++] = _nativeNames.TryGetValue(name, out nint pointer)
                ? pointer
                : throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"The graph has no input or output '{name}'.");
        }
    }
}
