namespace Edge.Contracts;

/// <summary>
/// Whether what is reported as a probability can be one. Most graphs end in scores that have no bounds; whether sigmoid or softmax is left to the manifest
/// shows in the operator that they come out of.
/// </summary>
internal static class ScoreGraphRules
{
    private const int PassedMax = 16;

    /// <summary>Operators whose values have no bounds.</summary>
    private static readonly HashSet<string> Unbounded = new(StringComparer.Ordinal)
    {
        "Gemm", "MatMul", "Conv", "ConvTranspose", "Add", "Sub", "BatchNormalization", "InstanceNormalization", "LayerNormalization", "GroupNormalization", "Relu", "LeakyRelu",
        "PRelu", "Elu", "LogSoftmax",
    };

    /// <summary>Operators that change no value of their first input, but its place or its type.</summary>
    private static readonly HashSet<string> Passing = new(StringComparer.Ordinal) { "Identity", "Squeeze", "Unsqueeze", "Flatten", "Reshape", "Transpose", "Cast", "Dropout" };

    /// <summary>Adds the problem of an output whose raw scores are taken for probabilities.</summary>
    public static void Check(ModelManifest manifest, OutputTensor output, OnnxGraph graph, List<ConfigProblem> problems)
    {
        if (output.HoldsCandidates || output.HoldsLabels || !WantsProbabilities(manifest, output) || IsBounded(manifest, output) || MadeBy(output.Tensor, graph) is not { } node)
        {
            return;
        }

        if (node.IsStandard && Unbounded.Contains(node.Operator))
        {
            problems.Add(new(
                "postprocess",
                $"{output.Tensor} comes out of {node.Operator}, whose values are no probabilities, and is reported as such. Add sigmoid (each channel by itself) or softmax (one of several) before "
                + "threshold and argmax."));
        }
    }

    /// <summary>True where a score of the output is compared with an operating point, or reported.</summary>
    private static bool WantsProbabilities(ModelManifest manifest, OutputTensor output)
    {
        ModelOutputs outputs = manifest.Outputs;
        return outputs.Findings.Any(finding => outputs.Find(finding.Tensor) == output)
            || manifest.Postprocess.OfType<ThresholdStep>().Any(step => outputs.Find(step.Tensor) == output)
            || (outputs.Objects.Contains("seg-fractional") && outputs.Segments.Any(segment => outputs.Find(segment.Tensor) == output));
    }

    private static bool IsBounded(ModelManifest manifest, OutputTensor output) => manifest.Postprocess.Any(step =>
        manifest.Outputs.Find(step.Tensor) == output && step is SigmoidStep or SoftmaxStep or CalibrateStep { Method: "platt" or "isotonic" });

    /// <summary>The operator that makes a value, past those that only move it.</summary>
    private static OnnxNode? MadeBy(string value, OnnxGraph graph)
    {
        OnnxNode? made = null;
        for (int passed = 0; passed < PassedMax; passed++)
        {
            made = graph.Nodes.FirstOrDefault(node => node.Outputs.Contains(value));
            if (made is not { IsStandard: true, Inputs.Count: > 0 } || !Passing.Contains(made.Operator))
            {
                break;
            }

            value = made.Inputs[0];
        }

        return made;
    }
}
