namespace Edge.Contracts;

/// <summary>One operator of a graph.</summary>
/// <param name="Operator">Its name, such as <c>Conv</c>.</param>
/// <param name="Domain">The set of operators it is of; empty or <c>ai.onnx</c>: ONNX's own.</param>
/// <param name="Inputs">Names of the values it reads.</param>
/// <param name="Outputs">Names of the values it gives.</param>
public sealed record OnnxNode(string Operator, string Domain, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs)
{
    /// <summary>True for an operator of ONNX's own set, whose meaning is known.</summary>
    public bool IsStandard => Domain is "" or "ai.onnx";
}
