namespace Microsoft.ML.OnnxRuntime;

/// <summary>Options of one run, which another thread may end.</summary>
internal sealed unsafe class RunOptions : IDisposable
{
    private readonly OrtHandle _handle = new(OrtApi.Create(OrtEntry.CreateRunOptions), OrtEntry.ReleaseRunOptions);
    private string _logId = string.Empty;
    private bool _terminate;

    /// <summary>
    /// True: runs with these options end with an <see cref="OnnxRuntimeException"/> at the next operator. An operator that is running is not
    /// interrupted. May be set from any thread.
    /// </summary>
    public bool Terminate
    {
        get => _terminate;
        set
        {
            using OrtLease options = _handle.Lease();
            OrtApi.Do(value ? OrtEntry.RunOptionsSetTerminate : OrtEntry.RunOptionsUnsetTerminate, options.Pointer);
            _terminate = value;
        }
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
                OrtApi.SetText(OrtEntry.RunOptionsSetRunTag, options.Pointer, text);
            }

            _logId = value;
        }
    }

    internal OrtHandle Handle => _handle;

    /// <summary>Sets one of the keys of onnxruntime_run_options_config_keys.h.</summary>
    /// <exception cref="OnnxRuntimeException">Key or value is not valid.</exception>
    public void AddRunConfigEntry(string configKey, string configValue)
    {
        using OrtLease options = _handle.Lease();
        fixed (byte* key = OrtText.ToUtf8(configKey), value = OrtText.ToUtf8(configValue))
        {
            OrtApi.AddConfigEntry(OrtEntry.AddRunConfigEntry, options.Pointer, key, value);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
