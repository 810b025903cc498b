using Edge.Contracts;
using Edge.Inference.Volumes;

namespace Edge.Inference.Tests.Volumes;

/// <summary>Windows, weights and blending against MONAI's sliding_window_inference (tools/models/output_steps.py).</summary>
public sealed class TileReferenceTests
{
    private const int Channels = 2;

    public static TheoryData<string> TileCases => ReferenceCase.Names("tile");

    [Theory]
    [MemberData(nameof(TileCases))]
    public void Blend_AgreesWithReference(string name)
    {
        ReferenceCase reference = ReferenceCase.Find("tile", name);
        var step = (TileStep)reference.Preprocess;
        float[] image = reference.Input;
        var plan = new TilePlan(reference.InputShape, new VolumeShape(step.Size[0], step.Size[1], step.Size[2]), step.Overlap);
        using var blending = new TileBlending(plan, Channels, TileWeights.Of(plan.Window, step.Blend == "gaussian"));
        float[] blended = new float[Channels * image.Length];
        float[] window = new float[plan.Window.Count];
        int next = 0;
        for (int index = 0; index < plan.StartsD.Count; index++)
        {
            foreach (int h in plan.StartsH)
            {
                foreach (int w in plan.StartsW)
                {
                    plan.Read(image, plan.StartsD[index], h, w, window);
                    blending.Add(SamplePredictor(window, plan.Window), plan.StartsD[index], h, w);
                }
            }

            int end = index + 1 < plan.StartsD.Count ? plan.StartsD[index + 1] : plan.Padded.Depth;
            Assert.True(blending.Advance(end, (slice, scores) =>
            {
                Assert.Equal(next++, slice);
                for (int channel = 0; channel < Channels; channel++)
                {
                    int count = plan.Grid.SliceCount;
                    scores.Slice(channel * count, count).CopyTo(blended.AsSpan((channel * image.Length) + (slice * count), count));
                }

                return true;
            }));
        }

        Assert.Equal(plan.Grid.Depth, next);
        reference.AssertClose(reference.Expected, blended);
    }

    [Fact]
    public void Advance_ReceiverRefuses_Stops()
    {
        var shape = new VolumeShape(2, 2, 2);
        using var blending = new TileBlending(new TilePlan(shape, shape, 0), 1, TileWeights.Of(shape, isGaussian: false));
        blending.Add(new float[8], 0, 0, 0);
        int told = 0;
        Assert.False(blending.Advance(2, (_, _) => ++told > 1));
        Assert.Equal(1, told);
    }

    /// <summary>As sample_predictor: two channels that depend on where in the window a voxel lies.</summary>
    private static float[] SamplePredictor(ReadOnlySpan<float> window, VolumeShape shape)
    {
        float[] scores = new float[Channels * window.Length];
        for (int index = 0; index < window.Length; index++)
        {
            (int z, int rest) = Math.DivRem(index, shape.SliceCount);
            (int y, int x) = Math.DivRem(rest, shape.Width);
            for (int channel = 0; channel < Channels; channel++)
            {
                scores[(channel * window.Length) + index] =
                    (float)(((channel + 1) * window[index]) + (0.1 * z) - (0.05 * y) + (0.02 * channel * x));
            }
        }

        return scores;
    }
}
