using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>The library's environment: one for the process, made at first use and kept until it ends.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "The official package has these members on the instance.")]
internal sealed class OrtEnv
{
    private static readonly Lock Gate = new();
    private static OrtEnv? s_instance;

    private OrtEnv(OrtHandle handle) => Handle = handle;

    /// <summary>True once the environment exists.</summary>
    public static bool IsCreated => s_instance is not null;

    internal OrtHandle Handle { get; }

    /// <summary>The environment, made with the default options where there is none.</summary>
    /// <exception cref="DllNotFoundException">The native library is missing.</exception>
    public static OrtEnv Instance()
    {
        lock (Gate)
        {
            return s_instance ??= Create(default);
        }
    }

    /// <summary>Makes the environment.</summary>
    /// <exception cref="OnnxRuntimeException">It exists already.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing.</exception>
    public static OrtEnv CreateInstanceWithOptions(ref EnvironmentCreationOptions options)
    {
        lock (Gate)
        {
            return s_instance is null
                ? s_instance = Create(options)
                : throw new OnnxRuntimeException(ErrorCode.Fail, "The environment exists already; its options cannot change.");
        }
    }

    /// <summary>Version of the native library, for example <c>1.30.0</c>.</summary>
    public string GetVersionString() => OrtLibrary.Version;

    /// <summary>Execution providers the library was compiled with. It says nothing about whether one works here.</summary>
    public string[] GetAvailableProviders() => OrtApi.GetAvailableProviders();

    /// <summary>Commit and build options of the native library.</summary>
    public string GetBuildInfoString() => OrtApi.GetBuildInfoString();

    /// <summary>Sends nothing to the maker.</summary>
    public void DisableTelemetryEvents()
    {
        using OrtLease env = Handle.Lease();
        OrtApi.DisableTelemetryEvents(env.Pointer);
    }

    private static unsafe OrtEnv Create(EnvironmentCreationOptions options)
    {
        nint env;
        fixed (byte* logId = OrtText.ToUtf8(options.logId ?? "edge-inference"))
        {
            OrtApi.CreateEnv(options.logLevel ?? OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, logId, &env);
        }

        return new OrtEnv(new OrtHandle(env, OrtEntry.ReleaseEnv));
    }
}
