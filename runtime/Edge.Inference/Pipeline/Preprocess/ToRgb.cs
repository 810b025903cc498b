using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Preprocess;

/// <summary>Three channels of one image: a colour image has them already, a grey one repeats its values.</summary>
internal static class ToRgb
{
    /// <summary>Red, green and blue.</summary>
    public const int Channels = 3;

    /// <summary>Repeats a grey image.</summary>
    public static void Repeat(ImageVolume volume)
    {
        ChannelMaking.Repeat(volume, Channels);
    }
}
