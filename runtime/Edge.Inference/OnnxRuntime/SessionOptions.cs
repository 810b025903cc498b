namespace Microsoft.ML.OnnxRuntime;

/// <summary>How a session is made. What a session was made with cannot change afterwards.</summary>
internal sealed unsafe class SessionOptions : IDisposable
{
    private readonly OrtHandle _handle = new(OrtApi.Create(OrtEntry.CreateSessionOptions), OrtEntry.ReleaseSessionOptions);
    private bool _enableMemoryPattern = true;
    private bool _enableCpuMemArena = true;
    private int _intraOpNumThreads;
    private int _interOpNumThreads;
    private string _logId = string.Empty;
    private OrtLoggingLevel _logSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;
    private GraphOptimizationLevel _graphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL;
    private ExecutionMode _executionMode = ExecutionMode.ORT_SEQUENTIAL;

    /// <summary>Threads within an operator; 0: one per core.</summary>
    public int IntraOpNumThreads
    {
        get => _intraOpNumThreads;
        set => _intraOpNumThreads = Set(OrtEntry.SetIntraOpNumThreads, value);
    }

    /// <summary>Threads across operators; used with <see cref="ExecutionMode.ORT_PARALLEL"/> only.</summary>
    public int InterOpNumThreads
    {
        get => _interOpNumThreads;
        set => _interOpNumThreads = Set(OrtEntry.SetInterOpNumThreads, value);
    }

    /// <summary>Default: one operator after another.</summary>
    public ExecutionMode ExecutionMode
    {
        get => _executionMode;
        set => _executionMode = (ExecutionMode)Set(OrtEntry.SetSessionExecutionMode, (int)value);
    }

    /// <summary>Default: all.</summary>
    public GraphOptimizationLevel GraphOptimizationLevel
    {
        get => _graphOptimizationLevel;
        set => _graphOptimizationLevel = (GraphOptimizationLevel)Set(OrtEntry.SetSessionGraphOptimizationLevel, (int)value);
    }

    /// <summary>Least severity printed for this session. Default: warning.</summary>
    public OrtLoggingLevel LogSeverityLevel
    {
        get => _logSeverityLevel;
        set => _logSeverityLevel = (OrtLoggingLevel)Set(OrtEntry.SetSessionLogSeverityLevel, (int)value);
    }

    /// <summary>Name in log lines.</summary>
    public string LogId
    {
        get => _logId;
        set
        {
            using OrtLease options = _handle.Lease();
            fixed (byte* text = OrtText.ToUtf8(value))
            {
                OrtApi.SetText(OrtEntry.SetSessionLogId, options.Pointer, text);
            }

            _logId = value;
        }
    }

    /// <summary>Plans memory once for repeated input shapes. Default: true.</summary>
    public bool EnableMemoryPattern
    {
        get => _enableMemoryPattern;
        set => _enableMemoryPattern = Switch(value, OrtEntry.EnableMemPattern, OrtEntry.DisableMemPattern);
    }

    /// <summary>Keeps freed memory for the next run. Default: true.</summary>
    public bool EnableCpuMemArena
    {
        get => _enableCpuMemArena;
        set => _enableCpuMemArena = Switch(value, OrtEntry.EnableCpuMemArena, OrtEntry.DisableCpuMemArena);
    }

    internal OrtHandle Handle => _handle;

    /// <summary>Sets one of the keys of onnxruntime_session_options_config_keys.h.</summary>
    /// <exception cref="OnnxRuntimeException">Key or value is not valid.</exception>
    public void AddSessionConfigEntry(string configKey, string configValue)
    {
        using OrtLease options = _handle.Lease();
        fixed (byte* key = OrtText.ToUtf8(configKey), value = OrtText.ToUtf8(configValue))
        {
            OrtApi.AddConfigEntry(OrtEntry.AddSessionConfigEntry, options.Pointer, key, value);
        }
    }

    /// <summary>Gives nodes to TensorRT before the providers appended later.</summary>
    /// <exception cref="OnnxRuntimeException">The library was built without it, or its own libraries cannot be loaded. The options stay usable.</exception>
    public void AppendExecutionProvider_Tensorrt(OrtTensorRTProviderOptions trtProviderOptions) =>
        Append(OrtEntry.SessionOptionsAppendExecutionProvider_TensorRT_V2, trtProviderOptions.Handle);

    /// <summary>Gives nodes to CUDA before the providers appended later.</summary>
    /// <exception cref="OnnxRuntimeException">The library was built without it, or its own libraries cannot be loaded. The options stay usable.</exception>
    public void AppendExecutionProvider_CUDA(OrtCUDAProviderOptions cudaProviderOptions) =>
        Append(OrtEntry.SessionOptionsAppendExecutionProvider_CUDA_V2, cudaProviderOptions.Handle);

    /// <summary>Fixes a symbolic dimension of the graph.</summary>
    /// <exception cref="OnnxRuntimeException">The value is not valid.</exception>
    public void AddFreeDimensionOverrideByName(string dimName, long dimValue)
    {
        using OrtLease options = _handle.Lease();
        fixed (byte* name = OrtText.ToUtf8(dimName))
        {
            OrtApi.AddFreeDimensionOverrideByName(options.Pointer, name, dimValue);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private void Append(OrtEntry entry, OrtHandle provider)
    {
        using OrtLease options = _handle.Lease();
        using OrtLease lease = provider.Lease();
        OrtApi.DoWith(entry, options.Pointer, lease.Pointer);
    }

    private int Set(OrtEntry entry, int value)
    {
        using OrtLease options = _handle.Lease();
        OrtApi.SetInt(entry, options.Pointer, value);
        return value;
    }

    private bool Switch(bool value, OrtEntry on, OrtEntry off)
    {
        using OrtLease options = _handle.Lease();
        OrtApi.Do(value ? on : off, options.Pointer);
        return value;
    }
}
