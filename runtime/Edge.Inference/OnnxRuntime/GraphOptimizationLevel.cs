namespace Microsoft.ML.OnnxRuntime;

/// <summary>How far the library rewrites a graph when a session is made.</summary>
internal enum GraphOptimizationLevel
{
    ORT_DISABLE_ALL = 0,
    ORT_ENABLE_BASIC = 1,
    ORT_ENABLE_EXTENDED = 2,
    ORT_ENABLE_ALL = 99,
}
