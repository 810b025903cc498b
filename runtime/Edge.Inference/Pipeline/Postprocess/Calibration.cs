using Edge.Contracts;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>Corrects the scores of one channel by what was measured on a calibration set.</summary>
internal static class Calibration
{
    /// <summary>Calibrates in place.</summary>
    /// <param name="step">The method and its numbers; the manifest was checked.</param>
    /// <param name="channel">The channel that the scores are of.</param>
    /// <param name="scores">The scores.</param>
    public static void Apply(CalibrateStep step, int channel, Span<float> scores)
    {
        switch (step.Method)
        {
            case "temperature":
                float temperature = (float)Of(step.Temperature!, channel);
                for (int index = 0; index < scores.Length; index++)
                {
                    scores[index] /= temperature;
                }

                break;
            case "platt":
                (double slope, double intercept) = (Of(step.Slope!, channel), Of(step.Intercept!, channel));
                for (int index = 0; index < scores.Length; index++)
                {
                    scores[index] = (float)(1 / (1 + Math.Exp(-((slope * scores[index]) + intercept))));
                }

                break;
            default:
                CalibrationTable table = Of(step.Tables!, channel);
                double[] from = [.. table.Scores];
                double[] to = [.. table.Probabilities];
                for (int index = 0; index < scores.Length; index++)
                {
                    scores[index] = (float)Interpolate(from, to, scores[index]);
                }

                break;
        }
    }

    /// <summary>Linear between the points of a table; beyond its ends the value of the end.</summary>
    private static double Interpolate(double[] from, double[] to, double score)
    {
        int at = Array.BinarySearch(from, score);
        if (at >= 0)
        {
            return to[at];
        }

        int next = ~at;
        if (next == 0 || next == from.Length)
        {
            return to[next == 0 ? 0 : ^1];
        }

        double share = (score - from[next - 1]) / (from[next] - from[next - 1]);
        return to[next - 1] + ((to[next] - to[next - 1]) * share);
    }

    /// <summary>The entry of a channel; one entry serves all.</summary>
    private static T Of<T>(IReadOnlyList<T> entries, int channel) => entries[entries.Count == 1 ? 0 : channel];
}
