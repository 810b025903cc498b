namespace Edge.Inference.Pipeline.Preprocess;

/// <summary>How samples are made of voxels.</summary>
internal enum Interpolation
{
    /// <summary>The nearest voxel, halves to even (torch grid_sample, nearest).</summary>
    NearestToEven,

    /// <summary>Voxel ⌊i · n / m⌋ (torch interpolate, nearest).</summary>
    NearestBelow,

    /// <summary>Voxel ⌊(i + 0.5) · n / m⌋ (torch interpolate, nearest-exact).</summary>
    NearestCentre,

    /// <summary>Linear between the two neighbours along each axis.</summary>
    Linear,

    /// <summary>Linear with a kernel that widens when shrinking.</summary>
    LinearAntialias,

    /// <summary>Cubic convolution.</summary>
    Cubic,

    /// <summary>Cubic convolution with a kernel that widens when shrinking.</summary>
    CubicAntialias,

    /// <summary>Means of the voxels that a sample covers.</summary>
    Area,
}
