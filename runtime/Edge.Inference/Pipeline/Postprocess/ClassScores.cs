using System.Globalization;
using Edge.Contracts;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>Findings and predicted values of an output with one value for each channel; scores of candidates are only changed.</summary>
internal static class ClassScores
{
    /// <summary>Furthest that rounding takes a probability out of 0..1.</summary>
    private const float Rounding = 1e-3f;

    /// <summary>True for a score that can be reported as a probability.</summary>
    public static bool IsProbability(float score) => score is >= -Rounding and <= 1 + Rounding;

    /// <summary>The end of a job whose model gives other scores.</summary>
    public static StageStop NoProbability(string tensor, float score) => StageStop.Failed(string.Create(
        CultureInfo.InvariantCulture,
        $"The model gave {score:R} in {tensor} where its manifest reads a probability of 0 to 1. Its manifest lacks sigmoid or softmax; ask the maker for another release."));

    /// <summary>Runs an output's steps and reads what it says.</summary>
    /// <param name="manifest">Steps and what outputs mean.</param>
    /// <param name="output">The output; changed in place.</param>
    /// <param name="findings">Receives a finding for each output of the manifest that is read here.</param>
    /// <param name="trace">Told each step that changes scores; null: nobody looks.</param>
    /// <returns>Null, or why there are no findings.</returns>
    public static StageStop? Read(ModelManifest manifest, NetworkOutput output, Dictionary<object, Finding> findings, StageTrace? trace = null)
    {
        ModelOutputs meant = manifest.Outputs;
        List<PostprocessStep> steps = [.. manifest.Postprocess.Where(step => step is not BoxesStep && meant.Find(step.Tensor) == output.Declared)];
        foreach (PostprocessStep step in steps.Where(ScoreSteps.Includes))
        {
            ScoreSteps.Apply([step], output.Values, output.Channels, output.Places, output.Places);
            trace?.Step(step, output);
        }

        if (output.Declared.HoldsCandidates)
        {
            // There may be none, and what they mean is read with their boxes.
            return null;
        }

        ReadOnlySpan<float> values = output.Values;
        ThresholdStep? threshold = steps.OfType<ThresholdStep>().FirstOrDefault();
        int greatest = Greatest(values[..output.Channels]);
        foreach (FindingOutput finding in meant.Findings.Where(finding => meant.Find(finding.Tensor) == output.Declared))
        {
            float probability = values[finding.Channel];
            if (!IsProbability(probability))
            {
                return NoProbability(output.Declared.Tensor, probability);
            }

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

        return null;
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
