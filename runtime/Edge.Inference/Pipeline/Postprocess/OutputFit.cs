using Edge.Contracts;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>Whether what the network gave has the channels that its manifest speaks of.</summary>
internal static class OutputFit
{
    /// <summary>The channels that an output must have, in words; null where it has them.</summary>
    public static string? Problem(ModelManifest manifest, OutputTensor tensor, int channels)
    {
        ModelOutputs outputs = manifest.Outputs;
        int needed = tensor.HoldsLabels ? 0 : 1 + new[]
        {
            outputs.Findings.Where(output => outputs.Find(output.Tensor) == tensor).Select(output => output.Channel).DefaultIfEmpty(0).Max(),
            outputs.Segments.Where(output => outputs.Find(output.Tensor) == tensor).Select(output => output.Channel).DefaultIfEmpty(0).Max(),
            outputs.Values.Where(output => outputs.Find(output.Tensor) == tensor).Select(output => output.Channel).DefaultIfEmpty(0).Max(),
        }.Max();
        int? exactly = manifest.Postprocess.OfType<ThresholdStep>().FirstOrDefault(step => outputs.Find(step.Tensor) == tensor)?.OperatingPoints.Count;
        bool fits = channels >= needed && (!tensor.IsDense || channels <= byte.MaxValue + 1) && (exactly is null || !tensor.IsDense || channels == exactly);
        return fits || tensor.HoldsCandidates ? null : $"{channels} channels; {exactly ?? needed} are needed";
    }

    /// <summary>The end of a job whose output does not fit.</summary>
    public static StageStop Stop(NetworkOutput output, string needed) => StageStop.Failed(
        $"The model gave an output of [{string.Join(',', output.Shape)}], which does not fit its manifest: {needed} named there are needed. "
        + "Ask the maker for another release.");
}
