namespace Edge.Inference.Volumes;

/// <summary>Which source voxels make each target voxel along one axis, and with what weights.</summary>
/// <param name="First">First source voxel of each target voxel.</param>
/// <param name="Weights">Weights of each target voxel, padded with zeros to one length.</param>
/// <param name="Taps">That length.</param>
internal sealed record AxisKernel(int[] First, float[] Weights, int Taps)
{
    /// <summary>Factor of cubic convolution without antialias (torch, OpenCV).</summary>
    private const double CubicFactor = -0.75;

    /// <summary>Factor of cubic convolution with antialias (torch, Pillow).</summary>
    private const double AntialiasCubicFactor = -0.5;

    /// <summary>
    /// Bilinear or bicubic with a kernel that widens when shrinking (torch interpolate, antialias): source centre of target i is (i + 0.5) · n / m, the
    /// kernel's half-width 1 or 2 times max(n / m, 1), cut at the borders and normalised.
    /// </summary>
    public static AxisKernel Antialias(int source, int target, bool cubic)
    {
        double scale = (double)source / target;
        double stretch = Math.Max(scale, 1);
        double support = (cubic ? 2 : 1) * stretch;
        int taps = Math.Min(((int)Math.Ceiling(support) * 2) + 1, source);
        var kernel = new AxisKernel(new int[target], new float[target * taps], taps);
        for (int index = 0; index < target; index++)
        {
            double center = (index + 0.5) * scale;
            int from = Math.Max((int)(center - support + 0.5), 0);
            int to = Math.Min((int)(center + support + 0.5), source);
            double sum = 0;
            for (int voxel = from; voxel < to; voxel++)
            {
                sum += Weight((voxel - center + 0.5) / stretch);
            }

            kernel.First[index] = Math.Min(from, source - taps);
            for (int voxel = from; voxel < to; voxel++)
            {
                kernel.Add(index, voxel, Weight((voxel - center + 0.5) / stretch) / sum);
            }
        }

        return kernel;

        double Weight(double distance) => cubic ? Cubic(Math.Abs(distance), AntialiasCubicFactor) : Math.Max(0, 1 - Math.Abs(distance));
    }

    /// <summary>Cubic convolution of the four nearest voxels; those past the borders repeat the last (torch interpolate, bicubic).</summary>
    /// <param name="source">Voxels.</param>
    /// <param name="target">Samples.</param>
    /// <param name="move">The move from voxels to samples.</param>
    public static AxisKernel Bicubic(int source, int target, AxisMove move)
    {
        const int Reach = 4;
        int taps = Math.Min(Reach, source);
        var kernel = new AxisKernel(new int[target], new float[target * taps], taps);
        for (int index = 0; index < target; index++)
        {
            double at = move.Undo(index);
            int lower = (int)Math.Floor(at);
            kernel.First[index] = Math.Clamp(lower - 1, 0, source - taps);
            for (int voxel = lower - 1; voxel <= lower + 2; voxel++)
            {
                kernel.Add(index, Math.Clamp(voxel, 0, source - 1), Cubic(Math.Abs(voxel - at), CubicFactor));
            }
        }

        return kernel;
    }

    /// <summary>Means over the voxels from ⌊i · n / m⌋ to ⌈(i + 1) · n / m⌉ (torch interpolate, area; adaptive_avg_pool).</summary>
    public static AxisKernel Area(int source, int target)
    {
        int taps = Math.Min((source / target) + 2, source);
        var kernel = new AxisKernel(new int[target], new float[target * taps], taps);
        for (int index = 0; index < target; index++)
        {
            int from = (int)((long)index * source / target);
            int to = (int)((((long)index + 1) * source + target - 1) / target);
            kernel.First[index] = Math.Min(from, source - taps);
            for (int voxel = from; voxel < to; voxel++)
            {
                kernel.Add(index, voxel, 1.0 / (to - from));
            }
        }

        return kernel;
    }

    /// <summary>The two nearest voxels, where those past the borders are 0.</summary>
    /// <param name="source">Voxels.</param>
    /// <param name="target">Samples.</param>
    /// <param name="move">The move from voxels to samples.</param>
    public static AxisKernel LinearInZeros(int source, int target, AxisMove move)
    {
        int taps = Math.Min(2, source);
        var kernel = new AxisKernel(new int[target], new float[target * taps], taps);
        for (int index = 0; index < target; index++)
        {
            double at = move.Undo(index);
            int lower = (int)Math.Floor(at);
            kernel.First[index] = Math.Clamp(lower, 0, source - taps);
            for (int voxel = lower; voxel <= lower + 1; voxel++)
            {
                if (voxel >= 0 && voxel < source)
                {
                    kernel.Add(index, voxel, 1 - Math.Abs(voxel - at));
                }
            }
        }

        return kernel;
    }

    private static double Cubic(double distance, double a) => distance switch
    {
        < 1 => (((((a + 2) * distance) - (a + 3)) * distance) * distance) + 1,
        < 2 => (((((a * distance) - (5 * a)) * distance) + (8 * a)) * distance) - (4 * a),
        _ => 0,
    };

    private void Add(int index, int voxel, double weight) => Weights[(index * Taps) + voxel - First[index]] += (float)weight;
}
