using Edge.Contracts;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>Findings and predicted values of an output with one value for each channel; scores of candidates are only changed.</summary>
internal static class ClassScores
{
    /// <summary>Runs an output's steps and reads what it says.</summary>
    /// <param name="manifest">Steps and what outputs mean.</param>
    /// <param name="output">The output; changed in place.</param>
    /// <param name="findings">Receives a finding for each output of the manifest that is read here.</param>
    /// <param name="trace">Told each step that changes scores; null: nobody looks.</param>
    public static void Read(ModelManifest manifest, NetworkOutput output, Dictionary<object, Finding> findings, StageTrace? trace = null)
    {
        ModelOutputs meant = manifest.Outputs;
        List<PostprocessStep> steps = [.. manifest.Postprocess.Where(step => step is not BoxesStep && meant.Find(step.Tensor) == output.Declared)];
        foreach (PostprocessStep step in steps.Where(ScoreSteps.Includes))
        {
            ScoreSteps.Apply([step], output.Values, output.Channels, output.Places, output.Places);
            trace?.Step(step, output);
        }

        ReadOnlySpan<float> values = output.Values;
        ThresholdStep? threshold = steps.OfType<ThresholdStep>().FirstOrDefault();
        int greatest = Greatest(values[..output.Channels]);
        foreach (FindingOutput finding in meant.Findings.Where(finding => meant.Find(finding.Tensor) == output.Declared))
        {
            float probability = values[finding.Channel];
            double? operatingPoint = threshold?.OperatingPoints[finding.Channel];
            bool present = operatingPoint is { } point ? probability >= point : greatest == finding.Channel;
            findings[finding] = new Finding(finding.Label, finding.Code, present, probability, operatingPoint, VolumeMl: null);
        }

        foreach (ValueOutput value in meant.Values.Where(value => meant.Find(value.Tensor) == output.Declared))
        {
            findings[value] = new Finding(value.Label, value.Code, Present: true, Probability: null, OperatingPoint: null, VolumeMl: null)
            {
                Value = values[value.Channel],
                Unit = value.Unit,
            };
        }
    }

    /// <summary>The channel of the greatest value, the lowest of equal ones; there may be more than a label can say.</summary>
    private static int Greatest(ReadOnlySpan<float> values)
    {
        int greatest = 0;
        for (int channel = 1; channel < values.Length; channel++)
        {
            greatest = values[channel] > values[greatest] ? channel : greatest;
        }

        return greatest;
    }
}
