using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// The C functions of onnxruntime_c_api.h, each under its own name, with its status turned into an exception.
/// Strings are UTF-8 and end with a zero byte; sizes are <c>size_t</c>.
/// </summary>
internal static unsafe class OrtApi
{
    private static nint* Table => OrtLibrary.Table;

    public static void CreateEnv(OrtLoggingLevel level, byte* logId, nint* env) =>
        Check(((delegate* unmanaged<int, byte*, nint*, nint>)Table[(int)OrtEntry.CreateEnv])((int)level, logId, env));

    public static void DisableTelemetryEvents(nint env) =>
        Check(((delegate* unmanaged<nint, nint>)Table[(int)OrtEntry.DisableTelemetryEvents])(env));

    public static void CreateSession(nint env, byte* modelPath, nint options, nint* session) =>
        Check(((delegate* unmanaged<nint, byte*, nint, nint*, nint>)Table[(int)OrtEntry.CreateSession])(env, modelPath, options, session));

    public static void CreateSessionFromArray(nint env, byte* model, nuint modelBytes, nint options, nint* session) =>
        Check(((delegate* unmanaged<nint, byte*, nuint, nint, nint*, nint>)Table[(int)OrtEntry.CreateSessionFromArray])(
            env, model, modelBytes, options, session));

    public static void Run(
        nint session, nint runOptions, nint* inputNames, nint* inputs, nuint inputCount, nint* outputNames, nuint outputCount, nint* outputs) =>
        Check(((delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)Table[(int)OrtEntry.Run])(
            session, runOptions, inputNames, inputs, inputCount, outputNames, outputCount, outputs));

    /// <summary>Entries of the form <c>Create(OUT X**)</c>.</summary>
    public static nint Create(OrtEntry entry)
    {
        nint created;
        Check(((delegate* unmanaged<nint*, nint>)Table[(int)entry])(&created));
        return created;
    }

    /// <summary>Entries of the form <c>Do(X*)</c>.</summary>
    public static void Do(OrtEntry entry, nint target) =>
        Check(((delegate* unmanaged<nint, nint>)Table[(int)entry])(target));

    /// <summary>Entries of the form <c>Set(X*, int)</c>.</summary>
    public static void SetInt(OrtEntry entry, nint target, int value) =>
        Check(((delegate* unmanaged<nint, int, nint>)Table[(int)entry])(target, value));

    /// <summary>Entries of the form <c>Set(X*, const char*)</c>.</summary>
    public static void SetText(OrtEntry entry, nint target, byte* value) =>
        Check(((delegate* unmanaged<nint, byte*, nint>)Table[(int)entry])(target, value));

    /// <summary>Entries of the form <c>Get(const X*, OUT int*)</c>.</summary>
    public static int GetInt(OrtEntry entry, nint source)
    {
        int value;
        Check(((delegate* unmanaged<nint, int*, nint>)Table[(int)entry])(source, &value));
        return value;
    }

    /// <summary>Entries of the form <c>Get(const X*, OUT size_t*)</c>.</summary>
    public static nuint GetSize(OrtEntry entry, nint source)
    {
        nuint value;
        Check(((delegate* unmanaged<nint, nuint*, nint>)Table[(int)entry])(source, &value));
        return value;
    }

    /// <summary>Entries of the form <c>Get(const X*, OUT Y**)</c>.</summary>
    public static nint GetPointer(OrtEntry entry, nint source)
    {
        nint value;
        Check(((delegate* unmanaged<nint, nint*, nint>)Table[(int)entry])(source, &value));
        return value;
    }

    /// <summary>AddSessionConfigEntry and AddRunConfigEntry.</summary>
    public static void AddConfigEntry(OrtEntry entry, nint options, byte* key, byte* value) =>
        Check(((delegate* unmanaged<nint, byte*, byte*, nint>)Table[(int)entry])(options, key, value));

    public static void AddFreeDimensionOverrideByName(nint options, byte* name, long value) =>
        Check(((delegate* unmanaged<nint, byte*, long, nint>)Table[(int)OrtEntry.AddFreeDimensionOverrideByName])(options, name, value));

    /// <summary>SessionGetInputTypeInfo and SessionGetOutputTypeInfo.</summary>
    public static nint SessionGetTypeInfo(OrtEntry entry, nint session, nuint index)
    {
        nint typeInfo;
        Check(((delegate* unmanaged<nint, nuint, nint*, nint>)Table[(int)entry])(session, index, &typeInfo));
        return typeInfo;
    }

    /// <summary>SessionGetInputName and SessionGetOutputName; the text is copied and the native one freed.</summary>
    public static string SessionGetName(OrtEntry entry, nint session, nuint index)
    {
        nint allocator = Create(OrtEntry.GetAllocatorWithDefaultOptions);
        byte* name;
        Check(((delegate* unmanaged<nint, nuint, nint, byte**, nint>)Table[(int)entry])(session, index, allocator, &name));
        string text = Marshal.PtrToStringUTF8((nint)name) ?? string.Empty;
        Check(((delegate* unmanaged<nint, void*, nint>)Table[(int)OrtEntry.AllocatorFree])(allocator, name));
        return text;
    }

    public static void CreateTensorAsOrtValue(nint allocator, long* shape, nuint rank, int elementType, nint* value) =>
        Check(((delegate* unmanaged<nint, long*, nuint, int, nint*, nint>)Table[(int)OrtEntry.CreateTensorAsOrtValue])(
            allocator, shape, rank, elementType, value));

    public static void CreateTensorWithDataAsOrtValue(nint memoryInfo, void* data, nuint dataBytes, long* shape, nuint rank, int elementType, nint* value) =>
        Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)Table[(int)OrtEntry.CreateTensorWithDataAsOrtValue])(
            memoryInfo, data, dataBytes, shape, rank, elementType, value));

    public static void GetDimensions(nint info, long* dimensions, nuint rank) =>
        Check(((delegate* unmanaged<nint, long*, nuint, nint>)Table[(int)OrtEntry.GetDimensions])(info, dimensions, rank));

    public static void GetSymbolicDimensions(nint info, nint* names, nuint rank) =>
        Check(((delegate* unmanaged<nint, nint*, nuint, nint>)Table[(int)OrtEntry.GetSymbolicDimensions])(info, names, rank));

    /// <param name="allocatorType">0: device; 1: arena.</param>
    /// <param name="memoryType">0: the provider's default memory.</param>
    /// <param name="info">Receives the description, to be released by the caller.</param>
    public static void CreateCpuMemoryInfo(int allocatorType, int memoryType, nint* info) =>
        Check(((delegate* unmanaged<int, int, nint*, nint>)Table[(int)OrtEntry.CreateCpuMemoryInfo])(allocatorType, memoryType, info));

    public static string[] GetAvailableProviders()
    {
        byte** names;
        int count;
        Check(((delegate* unmanaged<byte***, int*, nint>)Table[(int)OrtEntry.GetAvailableProviders])(&names, &count));
        var providers = new string[count];
        for (int index = 0; index < count; index++)
        {
            providers[index] = Marshal.PtrToStringUTF8((nint)names[index]) ?? string.Empty;
        }

        Check(((delegate* unmanaged<byte**, int, nint>)Table[(int)OrtEntry.ReleaseAvailableProviders])(names, count));
        return providers;
    }

    public static string GetBuildInfoString() =>
        Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)Table[(int)OrtEntry.GetBuildInfoString])()) ?? string.Empty;

    /// <summary>Entries of the form <c>Do(X*, const Y*)</c>.</summary>
    public static void DoWith(OrtEntry entry, nint target, nint other) =>
        Check(((delegate* unmanaged<nint, nint, nint>)Table[(int)entry])(target, other));

    /// <summary>UpdateTensorRTProviderOptions and UpdateCUDAProviderOptions.</summary>
    public static void UpdateProviderOptions(OrtEntry entry, nint options, byte** keys, byte** values, nuint count) =>
        Check(((delegate* unmanaged<nint, byte**, byte**, nuint, nint>)Table[(int)entry])(options, keys, values, count));

    /// <summary>GetTensorRTProviderOptionsAsString and GetCUDAProviderOptionsAsString: <c>key=value;key=value</c>.</summary>
    public static string GetProviderOptions(OrtEntry entry, nint options)
    {
        nint allocator = Create(OrtEntry.GetAllocatorWithDefaultOptions);
        byte* text;
        Check(((delegate* unmanaged<nint, nint, byte**, nint>)Table[(int)entry])(options, allocator, &text));
        string value = Marshal.PtrToStringUTF8((nint)text) ?? string.Empty;
        Free(allocator, text);
        return value;
    }

    public static void RunWithBinding(nint session, nint runOptions, nint binding) =>
        Check(((delegate* unmanaged<nint, nint, nint, nint>)Table[(int)OrtEntry.RunWithBinding])(session, runOptions, binding));

    public static void CreateIoBinding(nint session, nint* binding) =>
        Check(((delegate* unmanaged<nint, nint*, nint>)Table[(int)OrtEntry.CreateIoBinding])(session, binding));

    /// <summary>BindInput, BindOutput and BindOutputToDevice.</summary>
    public static void Bind(OrtEntry entry, nint binding, byte* name, nint value) =>
        Check(((delegate* unmanaged<nint, byte*, nint, nint>)Table[(int)entry])(binding, name, value));

    /// <summary>ClearBoundInputs and ClearBoundOutputs, which return nothing.</summary>
    public static void Clear(OrtEntry entry, nint binding) => ((delegate* unmanaged<nint, void>)Table[(int)entry])(binding);

    /// <summary>The bound outputs in the order of binding; the caller releases each.</summary>
    public static nint[] GetBoundOutputValues(nint binding)
    {
        nint allocator = Create(OrtEntry.GetAllocatorWithDefaultOptions);
        nint* values;
        nuint count;
        Check(((delegate* unmanaged<nint, nint, nint**, nuint*, nint>)Table[(int)OrtEntry.GetBoundOutputValues])(binding, allocator, &values, &count));
        nint[] copy = new ReadOnlySpan<nint>(values, (int)count).ToArray();
        Free(allocator, values);
        return copy;
    }

    /// <summary>Names of the bound outputs in the order of binding. The library gives them end to end, with their lengths beside.</summary>
    public static string[] GetBoundOutputNames(nint binding)
    {
        nint allocator = Create(OrtEntry.GetAllocatorWithDefaultOptions);
        byte* text;
        nuint* lengths;
        nuint count;
        Check(((delegate* unmanaged<nint, nint, byte**, nuint**, nuint*, nint>)Table[(int)OrtEntry.GetBoundOutputNames])(
            binding, allocator, &text, &lengths, &count));
        string[] names = new string[count];
        byte* at = text;
        for (int index = 0; index < names.Length; index++)
        {
            names[index] = Encoding.UTF8.GetString(at, (int)lengths[index]);
            at += lengths[index];
        }

        Free(allocator, text);
        Free(allocator, lengths);
        return names;
    }

    /// <summary>Entries of the form <c>Get(const X*, OUT const Y* const**, OUT size_t*)</c>; what they give belongs to the source.</summary>
    public static ReadOnlySpan<nint> GetList(OrtEntry entry, nint source)
    {
        nint* items;
        nuint count;
        Check(((delegate* unmanaged<nint, nint**, nuint*, nint>)Table[(int)entry])(source, &items, &count));
        return new ReadOnlySpan<nint>(items, (int)count);
    }

    /// <summary>Entries of the form <c>Get(const X*, OUT const char**)</c>; the text belongs to the source.</summary>
    public static string GetText(OrtEntry entry, nint source) => Marshal.PtrToStringUTF8(GetPointer(entry, source)) ?? string.Empty;

    private static void Free(nint allocator, void* memory)
    {
        if (memory != null)
        {
            Check(((delegate* unmanaged<nint, void*, nint>)Table[(int)OrtEntry.AllocatorFree])(allocator, memory));
        }
    }

    /// <summary>Throws what a status says and releases it; a null status is success.</summary>
    private static void Check(nint status)
    {
        if (status != 0)
        {
            throw ToException(status);
        }
    }

    private static OnnxRuntimeException ToException(nint status)
    {
        var code = (ErrorCode)((delegate* unmanaged<nint, int>)Table[(int)OrtEntry.GetErrorCode])(status);
        string message = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)Table[(int)OrtEntry.GetErrorMessage])(status)) ?? string.Empty;
        ((delegate* unmanaged<nint, void>)Table[(int)OrtEntry.ReleaseStatus])(status);
        return new OnnxRuntimeException(code, message);
    }
}
