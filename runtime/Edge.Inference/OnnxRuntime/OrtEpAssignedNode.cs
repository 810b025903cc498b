namespace Microsoft.ML.OnnxRuntime;

/// <summary>A node that a provider took.</summary>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="Domain">Operator domain; empty for ONNX's own.</param>
/// <param name="OperatorType">Operator, for example <c>Conv</c>.</param>
internal sealed record OrtEpAssignedNode(string Name, string Domain, string OperatorType);
