using Edge.Contracts;

namespace Edge.Runtime.Jobs;

/// <summary>Where the inference program lies.</summary>
/// <param name="File">Absolute path.</param>
internal sealed record InferenceProgram(string File)
{
    private const string Name = "edge-inference";

    /// <summary>The configured program; else the one installed beside the runtime.</summary>
    public static InferenceProgram Resolve(InferenceConfig config) =>
        new(config.Program ?? Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", Name, Name)));
}
