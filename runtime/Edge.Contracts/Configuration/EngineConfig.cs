namespace Edge.Contracts;

/// <summary>How engines are made and kept on this device. Threads and spinning are beside it, in <see cref="InferenceConfig"/>.</summary>
public sealed record EngineConfig
{
    /// <summary>What holds where a configuration has no <c>inference.engine</c>.</summary>
    public static readonly EngineConfig Default = new()
    {
        GpuIndex = 0,
        WorkspaceMiB = 1024,
        DlaCore = null,
        CudaGraph = false,
        CacheDirectory = null,
        CacheLimitMiB = 8192,
        SessionDeadlineSeconds = 120,
        BuildDeadlineSeconds = 3600,
    };

    /// <summary>Which GPU, as CUDA numbers them. 0 to 63.</summary>
    public required int GpuIndex { get; init; }

    /// <summary>Memory that TensorRT may use while it builds an engine, in MiB. 64 to 65536. On a Jetson it is shared with everything else.</summary>
    public required int WorkspaceMiB { get; init; }

    /// <summary>Deep-learning accelerator of a Jetson that tensorrt-fp16 uses where it can, 0 or 1; null: the GPU alone.</summary>
    public required int? DlaCore { get; init; }

    /// <summary>False. True is for recording launches once and replaying them, which this version cannot do.</summary>
    public required bool CudaGraph { get; init; }

    /// <summary>Where built engines are kept; relative to the configuration file; null: engines/ in the data directory.</summary>
    public required string? CacheDirectory { get; init; }

    /// <summary>Space that built engines may take, in MiB. 64 to 1048576. The one used longest ago is removed first.</summary>
    public required long CacheLimitMiB { get; init; }

    /// <summary>Longest that making a session from a built engine may take, in seconds. 0.5 to 240: less than loading a model may take in all.</summary>
    public required double SessionDeadlineSeconds { get; init; }

    /// <summary>Longest that building an engine may take, in seconds. 1 to 86400.</summary>
    public required double BuildDeadlineSeconds { get; init; }
}
