using Edge.Contracts;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Engine;

/// <summary>A rung of the ladder.</summary>
/// <param name="Name">Its name (<see cref="EngineRungs"/>).</param>
/// <param name="Provider">What ONNX Runtime's record calls its execution provider.</param>
internal abstract record EngineRung(string Name, string Provider)
{
    private static readonly EngineRung[] All =
    [
        new TensorrtRung(EngineRungs.TensorrtFp16, IsHalfPrecision: true),
        new TensorrtRung(EngineRungs.TensorrtFp32, IsHalfPrecision: false),
        new CudaRung(),
        new CpuRung(),
    ];

    /// <summary>True for one that must be tried out in a process of its own before it serves.</summary>
    public bool IsAccelerator => Name != EngineRungs.Cpu;

    /// <summary>True for one that compiles the network into files.</summary>
    public virtual bool MakesFiles => false;

    /// <summary>The rung of this name, or null.</summary>
    public static EngineRung? Find(string name) => Array.Find(All, rung => rung.Name == name);

    /// <summary>Options of the provider that change what an engine is, so that they are part of its key. Where files lie is none.</summary>
    public abstract IReadOnlyDictionary<string, string> Options(EngineConfig config, ShapeProfile shapes);

    /// <summary>Puts the provider in front of the CPU.</summary>
    /// <param name="options">Options of the session.</param>
    /// <param name="provider">What <see cref="Options"/> gave.</param>
    /// <param name="directory">Where its files are, or are to be written; null where it has none.</param>
    /// <exception cref="OnnxRuntimeException">This ONNX Runtime does not have it, or it cannot be loaded here.</exception>
    public abstract void Append(SessionOptions options, IReadOnlyDictionary<string, string> provider, string? directory);
}
