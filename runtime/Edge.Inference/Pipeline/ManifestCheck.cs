using Edge.Contracts;
using Edge.Inference.Pipeline.Preprocess;

namespace Edge.Inference.Pipeline;

/// <summary>
/// What a manifest must satisfy beyond its types before its steps may run: the steps rely on it and do not check again.
/// </summary>
internal static class ManifestCheck
{
    /// <summary>The first problem, with its path and what to write instead; null when there is none.</summary>
    public static string? FirstProblem(ModelManifest manifest)
    {
        if (manifest.SchemaVersion != ModelManifest.CurrentSchemaVersion)
        {
            return $"schemaVersion is {manifest.SchemaVersion}; this program reads {ModelManifest.CurrentSchemaVersion}.";
        }

        if (manifest.Inputs.Count != 1)
        {
            return $"inputs has {manifest.Inputs.Count} entries; write one of kind image.";
        }

        bool volume = manifest.Image.Layout == "NCDHW";
        return CheckInput(manifest, volume) ?? PreprocessCheck.FirstProblem(manifest, volume) ?? CheckOutputs(manifest, volume);
    }

    private static string? CheckInput(ModelManifest manifest, bool volume)
    {
        ImageInput input = manifest.Image;
        if (input.Layout is not ("NCHW" or "NCDHW") || input.ElementType != "float32")
        {
            return $"inputs[0] is {input.ElementType} {input.Layout}; write float32, and NCHW or NCDHW.";
        }

        if (input.Dimensions.Any(dimension => dimension.Min < 1 || dimension.Max < dimension.Min || dimension.MultipleOf < 1))
        {
            return "inputs[0].dimensions must have min from 1, max from min and multipleOf from 1.";
        }

        bool colour = manifest.Preprocess.Any(step => step is ToRgbStep);
        if (input.Dimensions.Count != input.Layout.Length || input.Dimensions[0] is not { Min: 1 })
        {
            return $"inputs[0].dimensions must have one entry for each of {input.Layout}, N from 1.";
        }

        if (colour ? input.Dimensions[1] is not { Min: ToRgb.Channels, Max: ToRgb.Channels } : input.Dimensions[1] is not { Min: 1 })
        {
            return "inputs[0].dimensions must have C as 3 with to-rgb among the steps, else from 1.";
        }

        return volume == (manifest.Unit == UnitKind.Series) ? null : $"unit is {manifest.Unit}; a volume (NCDHW) needs a series, an image (NCHW) an instance.";
    }

    private static string? CheckOutputs(ModelManifest manifest, bool volume)
    {
        var problems = new List<ConfigProblem>();
        OutputRules.Check(manifest, volume, problems);
        return problems.FirstOrDefault()?.ToString();
    }
}
