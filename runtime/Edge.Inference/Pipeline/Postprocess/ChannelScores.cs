using System.Numerics;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>
/// Steps on scores, channels first: channel c of a place lies <c>c · stride</c> values behind channel 0, so that a step works on a whole output and on one
/// slice of it alike.
/// </summary>
internal static class ChannelScores
{
    /// <summary>1 / (1 + e^−x) of every value, in place.</summary>
    public static void Sigmoid(Span<float> scores)
    {
        int index = 0;
        for (; index <= scores.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var x = new Vector<float>(scores[index..]);
            (Vector<float>.One / (Vector<float>.One + Vector.Exp(-x))).CopyTo(scores[index..]);
        }

        for (; index < scores.Length; index++)
        {
            scores[index] = (float)(1 / (1 + Math.Exp(-(double)scores[index])));
        }
    }

    /// <summary>Softmax of scores that fill their span.</summary>
    public static void Softmax(Span<float> scores, int channels) => Softmax(scores, channels, scores.Length / channels, scores.Length / channels);

    /// <summary>Exponentials over their sum along the channels, in place, with the largest taken off first.</summary>
    /// <param name="scores">Scores, from channel 0 of the first place on.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="stride">From one channel to the next.</param>
    /// <param name="count">Places.</param>
    public static void Softmax(Span<float> scores, int channels, int stride, int count)
    {
        int index = 0;
        for (; index <= count - Vector<float>.Count; index += Vector<float>.Count)
        {
            var largest = new Vector<float>(scores[index..]);
            for (int channel = 1; channel < channels; channel++)
            {
                largest = Vector.Max(largest, new Vector<float>(scores[((channel * stride) + index)..]));
            }

            Vector<float> sum = Vector<float>.Zero;
            for (int channel = 0; channel < channels; channel++)
            {
                Span<float> at = scores[((channel * stride) + index)..];
                Vector<float> exponential = Vector.Exp(new Vector<float>(at) - largest);
                exponential.CopyTo(at);
                sum += exponential;
            }

            for (int channel = 0; channel < channels; channel++)
            {
                Span<float> at = scores[((channel * stride) + index)..];
                (new Vector<float>(at) / sum).CopyTo(at);
            }
        }

        for (; index < count; index++)
        {
            SoftmaxOne(scores[index..], channels, stride);
        }
    }

    /// <summary>The channels of the greatest scores, for scores that fill their span.</summary>
    public static void Argmax(ReadOnlySpan<float> scores, int channels, Span<byte> labels) => Argmax(scores, channels, scores.Length / channels, labels);

    /// <summary>The channel of the greatest score; of equal ones the lowest.</summary>
    /// <param name="scores">Scores, from channel 0 of the first place on.</param>
    /// <param name="channels">Channels, at most 256.</param>
    /// <param name="stride">From one channel to the next.</param>
    /// <param name="labels">Receives one label for each place.</param>
    public static void Argmax(ReadOnlySpan<float> scores, int channels, int stride, Span<byte> labels)
    {
        int index = 0;
        int lanes = Vector<float>.Count;
        for (; index <= labels.Length - Vector<byte>.Count; index += Vector<byte>.Count)
        {
            Vector<ushort> front = Vector.Narrow(Greatest(scores[index..], channels, stride), Greatest(scores[(index + lanes)..], channels, stride));
            Vector<ushort> back = Vector.Narrow(
                Greatest(scores[(index + (2 * lanes))..], channels, stride), Greatest(scores[(index + (3 * lanes))..], channels, stride));
            Vector.Narrow(front, back).CopyTo(labels[index..]);
        }

        for (; index < labels.Length; index++)
        {
            float best = scores[index];
            byte label = 0;
            for (int channel = 1; channel < channels; channel++)
            {
                float score = scores[(channel * stride) + index];
                if (score > best)
                {
                    (best, label) = (score, (byte)channel);
                }
            }

            labels[index] = label;
        }
    }

    /// <summary>Sets bit c where the score of channel c is at least its operating point.</summary>
    /// <param name="scores">Scores, from channel 0 of the first place on.</param>
    /// <param name="operatingPoints">One for each channel, at most 8.</param>
    /// <param name="stride">From one channel to the next.</param>
    /// <param name="bits">Receives the bits of each place.</param>
    public static void Threshold(ReadOnlySpan<float> scores, IReadOnlyList<double> operatingPoints, int stride, Span<byte> bits)
    {
        bits.Clear();
        for (int channel = 0; channel < operatingPoints.Count; channel++)
        {
            double operatingPoint = operatingPoints[channel];
            int bit = 1 << channel;
            ReadOnlySpan<float> values = scores.Slice(channel * stride, bits.Length);
            for (int index = 0; index < values.Length; index++)
            {
                bits[index] |= values[index] >= operatingPoint ? (byte)bit : (byte)0;
            }
        }
    }

    /// <summary>True when every score is a finite number.</summary>
    public static bool AreFinite(ReadOnlySpan<float> scores)
    {
        // x − x is 0 for a finite number, and no number for any other.
        Vector<float> sum = Vector<float>.Zero;
        int index = 0;
        for (; index <= scores.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var values = new Vector<float>(scores[index..]);
            sum += values - values;
        }

        bool finite = Vector.EqualsAll(sum, Vector<float>.Zero);
        for (; index < scores.Length; index++)
        {
            finite &= float.IsFinite(scores[index]);
        }

        return finite;
    }

    private static void SoftmaxOne(Span<float> scores, int channels, int stride)
    {
        double largest = double.NegativeInfinity;
        for (int channel = 0; channel < channels; channel++)
        {
            largest = Math.Max(largest, scores[channel * stride]);
        }

        double sum = 0;
        for (int channel = 0; channel < channels; channel++)
        {
            sum += Math.Exp(scores[channel * stride] - largest);
        }

        for (int channel = 0; channel < channels; channel++)
        {
            scores[channel * stride] = (float)(Math.Exp(scores[channel * stride] - largest) / sum);
        }
    }

    private static Vector<uint> Greatest(ReadOnlySpan<float> scores, int channels, int stride)
    {
        var best = new Vector<float>(scores);
        Vector<int> label = Vector<int>.Zero;
        for (int channel = 1; channel < channels; channel++)
        {
            var score = new Vector<float>(scores[(channel * stride)..]);
            Vector<int> greater = Vector.GreaterThan(score, best);
            best = Vector.ConditionalSelect(greater, score, best);
            label = Vector.ConditionalSelect(greater, new Vector<int>(channel), label);
        }

        return Vector.AsVectorUInt32(label);
    }
}
