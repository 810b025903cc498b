namespace Edge.Contracts;

/// <summary>What the findings and segments of a golden case must satisfy: every label of the manifest once, each with the number that it gives.</summary>
internal static class GoldenFindingRules
{
    /// <summary>Adds every problem.</summary>
    /// <param name="expected">What the case expects.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="path">Its path in <c>cases.json</c>.</param>
    /// <param name="problems">Receives the problems.</param>
    public static void Check(GoldenExpectation expected, ModelManifest manifest, string path, List<ConfigProblem> problems)
    {
        Dictionary<string, object> outputs = ByLabel(manifest.Outputs);
        for (int index = 0; index < expected.Findings.Count; index++)
        {
            GoldenFinding finding = expected.Findings[index];
            string at = $"{path}.findings[{index}]";
            if (!outputs.TryGetValue(finding.Label, out object? output))
            {
                problems.Add(new($"{at}.label", $"No output has the label '{finding.Label}'. Write one of: {string.Join(", ", outputs.Keys)}."));
            }
            else if (expected.Findings.Take(index).Any(before => before.Label == finding.Label))
            {
                problems.Add(new($"{at}.label", $"'{finding.Label}' stands twice. Write it once."));
            }
            else
            {
                CheckNumbers(finding, output, manifest, at, problems);
            }
        }

        string[] missing = [.. outputs.Keys.Where(label => expected.Findings.All(finding => finding.Label != label))];
        if (missing.Length > 0)
        {
            problems.Add(new($"{path}.findings", $"Nothing is said of {string.Join(", ", missing.Select(static label => $"'{label}'"))}. Write an entry for each label, present or not."));
        }

        for (int index = 0; index < expected.Segments.Count; index++)
        {
            string label = expected.Segments[index].Label;
            if (!outputs.TryGetValue(label, out object? output) || output is not SegmentOutput)
            {
                problems.Add(new($"{path}.segments[{index}].label", $"No segment has the label '{label}'. Write that of one of outputs.segments, or leave the entry out."));
            }
        }
    }

    private static Dictionary<string, object> ByLabel(ModelOutputs outputs)
    {
        var byLabel = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach ((string label, object output) in outputs.Findings.Select(static each => (each.Label, (object)each))
            .Concat(outputs.Segments.Select(static each => (each.Label, (object)each)))
            .Concat(outputs.Values.Select(static each => (each.Label, (object)each)))
            .Concat(outputs.Detections.Select(static each => (each.Label, (object)each))))
        {
            byLabel.TryAdd(label, output);
        }

        return byLabel;
    }

    private static void CheckNumbers(GoldenFinding finding, object output, ModelManifest manifest, string at, List<ConfigProblem> problems)
    {
        switch (output)
        {
            case FindingOutput when finding.Probability is not (>= 0 and <= 1):
                problems.Add(new($"{at}.probability", "Write the probability, 0 to 1. Where the network gives none, the manifest lacks sigmoid, softmax or calibrate."));
                break;
            case ValueOutput when finding.Value is null:
                problems.Add(new($"{at}.value", "Write the number that the network predicts."));
                break;
            case DetectionOutput when finding.Boxes is null || finding.Present != finding.Boxes.Count > 0:
                problems.Add(new($"{at}.boxes", "Write every box with score, min and max where it is present, an empty list where it is not."));
                break;
            case SegmentOutput segment when IsMeasured(segment, manifest) != finding.VolumeMl is not null:
                problems.Add(new($"{at}.volumeMl", IsMeasured(segment, manifest) ? "Write the volume in mL that measure gives." : "No step measures it. Write null, and the volume in segments."));
                break;
        }
    }

    private static bool IsMeasured(SegmentOutput segment, ModelManifest manifest) => manifest.Postprocess.OfType<MeasureStep>().Any(step =>
        manifest.Outputs.Find(step.Tensor) == manifest.Outputs.Find(segment.Tensor) && step.Quantities.Contains("volume-ml"));
}
