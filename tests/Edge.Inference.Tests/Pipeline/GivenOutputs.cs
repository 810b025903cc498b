using Edge.Contracts;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Postprocess;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>Outputs of a network that a test makes up.</summary>
internal static class GivenOutputs
{
    /// <summary>Outputs of given values, in the order of the manifest's tensors.</summary>
    public static NetworkOutputs Of(IReadOnlyList<OutputTensor> tensors, params OrtValue[] values)
    {
        var list = new DisposableList<OrtValue>(values.Length);
        list.AddRange(values);
        return new NetworkOutputs(tensors, list);
    }

    /// <summary>A tensor over a copy of the values.</summary>
    public static OrtValue Tensor<T>(T[] values, params long[] shape)
        where T : unmanaged => OrtValue.CreateTensorValueFromMemory([.. values], shape);

    /// <summary>Findings of a manifest with one output of scores, [1,C].</summary>
    public static IReadOnlyList<Finding> Findings(ModelManifest manifest, float[] scores)
    {
        using var image = new PipelineImage();
        using NetworkOutputs outputs = Of(manifest.Outputs.Tensors, Tensor(scores, 1, scores.Length));
        using PipelineOutcome outcome = new Postprocessor(manifest, image).Run(outputs, TestContext.Current.CancellationToken);
        Assert.Null(outcome.Stop);
        return outcome.Findings;
    }
}
