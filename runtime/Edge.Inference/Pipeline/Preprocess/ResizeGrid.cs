using Edge.Contracts;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Preprocess;

/// <summary>The step <c>resize</c>.</summary>
internal static class ResizeGrid
{
    /// <summary>Applies the step.</summary>
    /// <returns>Null, or why the image cannot be resized.</returns>
    public static StageStop? Apply(ResizeStep step, PipelineImage image)
    {
        VolumeShape from = image.Volume.Shape;
        VolumeShape to = Size(step, from);
        bool alignCorners = step.AlignCorners is true;
        AxisMove?[] moves = [null, null, null];
        for (int axis = 0; axis < moves.Length; axis++)
        {
            if (to[axis] != from[axis])
            {
                moves[axis] = alignCorners ? AxisMove.AlignCorners(from[axis], to[axis]) : AxisMove.Resize(from[axis], to[axis]);
            }
        }

        return GridSteps.Resample(image, to, moves, How(step), zeros: false);
    }

    /// <summary>The size that an image of a size gets.</summary>
    public static VolumeShape Size(ResizeStep step, VolumeShape from)
    {
        int depth = step.Depth ?? from.Depth;
        int height = step.Height ?? from.Height;
        int width = step.Width ?? from.Width;
        if (step.Fit is "inside" or "cover")
        {
            double alongH = (double)height / from.Height;
            double alongW = (double)width / from.Width;
            bool byHeight = step.Fit == "inside" ? alongH <= alongW : alongH >= alongW;
            double other = byHeight ? (double)height * from.Width / from.Height : (double)width * from.Height / from.Width;
            int rounded = Math.Max(step.Fit == "inside" ? (int)Math.Round(other, MidpointRounding.ToEven) : (int)other, 1);
            (height, width) = byHeight ? (height, rounded) : (rounded, width);
        }

        return new VolumeShape(depth, height, width);
    }

    private static Interpolation How(ResizeStep step) => step.Mode switch
    {
        "nearest" => Interpolation.NearestBelow,
        "nearest-exact" => Interpolation.NearestCentre,
        "area" => Interpolation.Area,
        "bicubic" => step.Antialias ? Interpolation.CubicAntialias : Interpolation.Cubic,
        _ => step.Antialias ? Interpolation.LinearAntialias : Interpolation.Linear,
    };
}
