namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>Steps on a network's scores, [C,...]: channels first, each with the same number of values.</summary>
internal static class ChannelScores
{
    /// <summary>1 / (1 + e^−x) of every value, in place, computed in double precision.</summary>
    public static void Sigmoid(Span<float> scores)
    {
        for (int index = 0; index < scores.Length; index++)
        {
            scores[index] = (float)(1 / (1 + Math.Exp(-(double)scores[index])));
        }
    }

    /// <summary>Exponentials over their sum along the channels, in place, computed in double precision with the largest taken off first.</summary>
    public static void Softmax(Span<float> scores, int channels)
    {
        int count = scores.Length / channels;
        for (int index = 0; index < count; index++)
        {
            double largest = double.NegativeInfinity;
            for (int at = index; at < scores.Length; at += count)
            {
                largest = Math.Max(largest, scores[at]);
            }

            double sum = 0;
            for (int at = index; at < scores.Length; at += count)
            {
                sum += Math.Exp(scores[at] - largest);
            }

            for (int at = index; at < scores.Length; at += count)
            {
                scores[at] = (float)(Math.Exp(scores[at] - largest) / sum);
            }
        }
    }

    /// <summary>The channel of the greatest score; of equal ones the lowest.</summary>
    /// <param name="scores">Scores, [C,...].</param>
    /// <param name="channels">C, at most 256.</param>
    /// <param name="labels">Receives one label for each place.</param>
    public static void Argmax(ReadOnlySpan<float> scores, int channels, Span<byte> labels)
    {
        int count = scores.Length / channels;
        ReadOnlySpan<float> first = scores[..count];
        for (int index = 0; index < labels.Length; index++)
        {
            float best = first[index];
            byte label = 0;
            for (int channel = 1; channel < channels; channel++)
            {
                float score = scores[(channel * count) + index];
                if (score > best)
                {
                    (best, label) = (score, (byte)channel);
                }
            }

            labels[index] = label;
        }
    }

    /// <summary>True when every score is a finite number.</summary>
    public static bool AreFinite(ReadOnlySpan<float> scores)
    {
        foreach (float score in scores)
        {
            if (!float.IsFinite(score))
            {
                return false;
            }
        }

        return true;
    }
}
