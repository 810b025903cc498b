using System.Globalization;

namespace Edge.Contracts;

/// <summary>What a manifest must satisfy for the DICOM objects that it asks for.</summary>
internal static class ObjectRules
{
    private const string Fractional = "seg-fractional";
    private static readonly string[] Names = ["sr", "seg", Fractional, "sc"];
    private static readonly string[] Qualifications = ["PRODUCT", "RESEARCH", "SERVICE"];

    /// <summary>Adds every problem, each with its path in the manifest and what to write instead.</summary>
    public static void Check(ModelManifest manifest, ICollection<ConfigProblem> problems)
    {
        ModelOutputs outputs = manifest.Outputs;
        CheckNames(outputs, problems);
        bool placed = outputs.Objects.Any(static name => name is "seg" or Fractional or "sc");
        if (placed && outputs.Segments.Count > 0 && !manifest.Postprocess.Any(static step => step is InvertGeometryStep))
        {
            problems.Add(new("postprocess", "Segments are to be shown on the source. Add the step invert-geometry, or leave seg and sc out of outputs.objects."));
        }

        if (outputs.ContentQualification is { } qualification && !Qualifications.Contains(qualification))
        {
            problems.Add(new("outputs.contentQualification", $"It is {qualification}. Write PRODUCT, RESEARCH or SERVICE."));
        }

        if (outputs.Objects.Contains(Fractional))
        {
            CheckProbabilities(manifest, problems);
        }

        for (int index = 0; index < outputs.Segments.Count; index++)
        {
            if (outputs.Segments[index].Colour is { } colour && !IsColour(colour))
            {
                problems.Add(new($"outputs.segments[{index}].colour", $"It is {colour}. Write # and six hexadecimal digits: red, green, blue."));
            }
        }
    }

    private static void CheckNames(ModelOutputs outputs, ICollection<ConfigProblem> problems)
    {
        for (int index = 0; index < outputs.Objects.Count; index++)
        {
            string name = outputs.Objects[index];
            string path = $"outputs.objects[{index}]";
            if (!Names.Contains(name))
            {
                problems.Add(new(path, $"It is {name}. Write sr, seg, seg-fractional or sc."));
            }
            else if (outputs.Objects.Take(index).Contains(name))
            {
                problems.Add(new(path, $"{name} stands twice. Write it once."));
            }
            else if (name.StartsWith("seg", StringComparison.Ordinal) && outputs.Segments.Count == 0)
            {
                problems.Add(new(path, $"{name} needs segments. List outputs.segments, or leave it out."));
            }
        }

        if (outputs.Objects.Contains("seg") && outputs.Objects.Contains(Fractional))
        {
            problems.Add(new("outputs.objects", "A result has one segmentation. Write seg or seg-fractional."));
        }
    }

    /// <summary>Probabilities are the scores as they are on the network's grid when they are brought back to the source, or reduced to labels.</summary>
    private static void CheckProbabilities(ModelManifest manifest, ICollection<ConfigProblem> problems)
    {
        ModelOutputs outputs = manifest.Outputs;
        int place = outputs.Objects.TakeWhile(static name => name != Fractional).Count();
        foreach (OutputTensor tensor in outputs.Tensors.Where(static tensor => tensor.IsDense))
        {
            if (tensor.HoldsLabels)
            {
                problems.Add(new($"outputs.objects[{place}]", $"{tensor.Tensor} holds labels (layout {tensor.Layout}), and {Fractional} holds probabilities. Write seg, or an output of scores."));
                continue;
            }

            bool inverted = false;
            for (int index = 0; index < manifest.Postprocess.Count; index++)
            {
                PostprocessStep step = manifest.Postprocess[index];
                if (outputs.Find(step.Tensor) != tensor)
                {
                    continue;
                }

                if (inverted && step is (SigmoidStep or SoftmaxStep or CalibrateStep))
                {
                    problems.Add(new($"postprocess[{index}]", $"{Fractional} holds the scores as they are at invert-geometry. Move the step before it."));
                }

                inverted |= step is InvertGeometryStep;
            }
        }
    }

    private static bool IsColour(string text) =>
        text is ['#', _, _, _, _, _, _] && int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);
}
