using Edge.Contracts;
using Edge.Dicom.Images;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Preprocess;

/// <summary>The step <c>channels</c>.</summary>
internal static class ChannelMaking
{
    /// <summary>Applies the step.</summary>
    /// <returns>Null, or why the image has not the channels for it.</returns>
    public static StageStop? Apply(ChannelsStep step, ImageVolume volume)
    {
        int made = step.Select?.Count ?? step.Repeat ?? step.Windows?.Count ?? ((2 * step.Neighbours) + 1) ?? 1;
        if (made * volume.Shape.Count > VolumeShape.VoxelCountMax)
        {
            return GridSteps.TooLarge(volume.Shape, made);
        }

        switch (step)
        {
            case { Select: { } select }:
                Select(volume, select);
                break;
            case { Repeat: { } repeat }:
                Repeat(volume, repeat);
                break;
            case { Windows: { } windows }:
                Window(volume, windows);
                break;
            case { Neighbours: { } neighbours }:
                Neighbours(volume, neighbours);
                break;
        }

        return null;
    }

    /// <summary>Repeats the first channel.</summary>
    public static void Repeat(ImageVolume volume, int count) => Select(volume, new int[count]);

    private static void Select(ImageVolume volume, IReadOnlyList<int> channels)
    {
        int length = (int)volume.Shape.Count;
        Span<float> target = volume.Spare(volume.Shape, channels.Count);
        for (int channel = 0; channel < channels.Count; channel++)
        {
            volume.Channel(channels[channel]).CopyTo(target.Slice(channel * length, length));
        }

        volume.TakeSpare(volume.Shape, volume.Geometry, channels.Count);
    }

    private static void Window(ImageVolume volume, IReadOnlyList<ChannelWindow> windows)
    {
        Repeat(volume, windows.Count);
        for (int channel = 0; channel < windows.Count; channel++)
        {
            VoiTransform.Window(VoiFunction.Linear, windows[channel].Center, windows[channel].Width)!.Apply(volume.Channel(channel));
        }
    }

    private static void Neighbours(ImageVolume volume, int reach)
    {
        VolumeShape shape = volume.Shape;
        int channels = (2 * reach) + 1;
        Span<float> target = volume.Spare(shape, channels);
        for (int channel = 0; channel < channels; channel++)
        {
            for (int d = 0; d < shape.Depth; d++)
            {
                int slice = Math.Clamp(d + channel - reach, 0, shape.Depth - 1);
                volume.Values.Slice(slice * shape.SliceCount, shape.SliceCount).CopyTo(target[(((channel * shape.Depth) + d) * shape.SliceCount)..]);
            }
        }

        volume.TakeSpare(shape, volume.Geometry, channels);
    }
}
