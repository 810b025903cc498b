namespace Edge.Inference.Volumes;

/// <summary>Why slices make no volume.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Reason">In words, naming the slice.</param>
internal sealed record StackRefusal(StackRefusalKind Kind, string Reason);
