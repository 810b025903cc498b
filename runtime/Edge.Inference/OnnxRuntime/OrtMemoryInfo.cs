namespace Microsoft.ML.OnnxRuntime;

/// <summary>Describes where a buffer lies.</summary>
internal sealed class OrtMemoryInfo
{
    private static readonly Lazy<OrtMemoryInfo> Cpu = new(CreateCpu);

    private OrtMemoryInfo(OrtHandle handle) => Handle = handle;

    /// <summary>The process's own memory.</summary>
    public static OrtMemoryInfo DefaultInstance => Cpu.Value;

    internal OrtHandle Handle { get; }

    private static unsafe OrtMemoryInfo CreateCpu()
    {
        nint info;
        OrtApi.CreateCpuMemoryInfo(allocatorType: 0, memoryType: 0, &info);
        return new OrtMemoryInfo(new OrtHandle(info, OrtEntry.ReleaseMemoryInfo));
    }
}
