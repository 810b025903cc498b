using Edge.Contracts;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>Runs the steps that change scores value by value: sigmoid, softmax and calibrate.</summary>
internal static class ScoreSteps
{
    /// <summary>True for a step that changes scores and leaves their places alone.</summary>
    public static bool Includes(PostprocessStep step) => step is SigmoidStep or SoftmaxStep or CalibrateStep;

    /// <summary>Runs them in place.</summary>
    /// <param name="steps">The steps, in order.</param>
    /// <param name="scores">Scores, from channel 0 of the first place on.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="stride">From one channel to the next.</param>
    /// <param name="count">Places.</param>
    public static void Apply(IReadOnlyList<PostprocessStep> steps, Span<float> scores, int channels, int stride, int count)
    {
        for (int index = 0; index < steps.Count; index++)
        {
            if (steps[index] is SoftmaxStep)
            {
                ChannelScores.Softmax(scores, channels, stride, count);
                continue;
            }

            for (int channel = 0; channel < channels; channel++)
            {
                Span<float> values = scores.Slice(channel * stride, count);
                if (steps[index] is CalibrateStep calibrate)
                {
                    Calibration.Apply(calibrate, channel, values);
                }
                else
                {
                    ChannelScores.Sigmoid(values);
                }
            }
        }
    }
}
