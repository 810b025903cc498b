using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Edge.Contracts;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline;

/// <summary>Looks at what each stage of one unit leaves behind and compares it with what its golden case expects there.</summary>
/// <param name="manifest">The manifest, whose steps name the stages.</param>
/// <param name="golden">The case.</param>
/// <param name="dump">Takes every value; null: none is kept.</param>
internal sealed class StageTrace(ModelManifest manifest, GoldenCase golden, StageDump? dump)
{
    /// <summary>Most stages reported: a unit of many frames repeats them, and the first are enough to find a difference.</summary>
    private const int StageCountMax = 256;

    private static readonly Dictionary<Type, string> StepNames = NamesOf<PreprocessStep>().Concat(NamesOf<PostprocessStep>()).ToDictionary();

    private readonly List<StageReport> _stages = [];
    private int _pass;

    /// <summary>What was seen, in order.</summary>
    public IReadOnlyList<StageReport> Stages => _stages;

    /// <summary>Pixels were decoded: stored values in the order of their slices. For an image of many frames once for each.</summary>
    public void Loaded(ImageVolume volume)
    {
        _pass++;
        Record<float>(Named(JobStage.Load), volume.Values, Of(volume.Shape));
    }

    /// <summary>A step before the network is done.</summary>
    public void Step(int index, PreprocessStep step, ImageVolume volume) =>
        Record<float>(Named($"{JobStage.Preprocess}[{index}] {StepNames[step.GetType()]}"), volume.Values, Of(volume.Shape));

    /// <summary>The network gave its outputs; of several each is a stage of its own.</summary>
    public void Network(NetworkOutputs outputs)
    {
        foreach (NetworkOutput output in outputs.All)
        {
            Record<float>(outputs.All.Count == 1 ? JobStage.Infer : $"{JobStage.Infer} {output.Declared.Tensor}", output.Values, Of(output));
        }
    }

    /// <summary>A step on scores is done.</summary>
    public void Step(PostprocessStep step, NetworkOutput output) => Record<float>(Named(step), output.Values, Of(output));

    /// <summary>A step on labels is done.</summary>
    public void Step(PostprocessStep step, Postprocess.LabelVolume labels) => Record<byte>(Named(step), labels.Labels.Span, Of(labels.Shape));

    /// <summary>The first stage that the case expects and that was not reached or does not agree, with the reason; null when all agree.</summary>
    public (string Stage, string Reason)? FirstDivergence()
    {
        foreach (StageReport stage in _stages)
        {
            if (stage.Agreement is { Agrees: false } agreement)
            {
                return (stage.Stage, agreement.Problem!);
            }
        }

        GoldenStage? missing = golden.Stages?.FirstOrDefault(expected => _stages.TrueForAll(stage => stage.Stage != expected.Stage));
        return missing is null
            ? null
            : (missing.Stage, "The case expects this stage, and the pipeline has none of that name. Compare the manifest's steps with the case's stages.");
    }

    private void Record<T>(string stage, ReadOnlySpan<T> values, IReadOnlyList<long> shape)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        if (_stages.Count >= StageCountMax)
        {
            return;
        }

        string digest = Convert.ToHexStringLower(SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values)));
        GoldenStatistics? statistics = StageStatistics.Of(values);
        GoldenStage? expected = golden.Stages?.FirstOrDefault(each => each.Stage == stage);
        StageAgreement? agreement = expected is null ? null : StageComparison.Compare(expected, values, shape, statistics, digest);
        string? file = dump?.Write(golden.Name, _stages.Count, stage, values, shape);
        _stages.Add(new StageReport(stage, shape, statistics, digest, agreement, file));
    }

    /// <summary>The first pass has the plain name; those of further frames end in their number.</summary>
    private string Named(string stage) => _pass > 1 ? $"{stage} #{_pass}" : stage;

    /// <summary>Equal steps of two outputs are two: what counts is which one it is.</summary>
    private string Named(PostprocessStep step)
    {
        int index = 0;
        while (index < manifest.Postprocess.Count - 1 && !ReferenceEquals(manifest.Postprocess[index], step))
        {
            index++;
        }

        return $"{JobStage.Postprocess}[{index}] {StepNames[step.GetType()]}";
    }

    /// <summary>Values lie channels first, then D, H and W, wherever the layout has them.</summary>
    private static long[] Of(NetworkOutput output)
    {
        string layout = output.Declared.Layout;
        IEnumerable<long> ones = layout.Where(static axis => axis == '1').Select(static _ => 1L);
        return [.. "NCKDHW".Where(layout.Contains).Select(axis => (long)output.Size(axis)), .. ones];
    }

    private static long[] Of(VolumeShape shape) => [shape.Depth, shape.Height, shape.Width];

    /// <summary>The names that manifests give the steps.</summary>
    private static IEnumerable<KeyValuePair<Type, string>> NamesOf<T>() => typeof(T)
        .GetCustomAttributes<JsonDerivedTypeAttribute>()
        .Select(derived => KeyValuePair.Create(derived.DerivedType, (string)derived.TypeDiscriminator!));
}
