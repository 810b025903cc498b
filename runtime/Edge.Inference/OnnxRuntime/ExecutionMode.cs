namespace Microsoft.ML.OnnxRuntime;

/// <summary>Whether operators run one after another.</summary>
internal enum ExecutionMode
{
    ORT_SEQUENTIAL = 0,
    ORT_PARALLEL = 1,
}
