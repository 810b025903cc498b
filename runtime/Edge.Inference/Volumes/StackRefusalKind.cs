namespace Edge.Inference.Volumes;

/// <summary>What can keep slices from making a volume, in the order in which it is looked for.</summary>
internal enum StackRefusalKind
{
    /// <summary>Fewer than two slices.</summary>
    Slices,

    /// <summary>A slice looks another way than the first.</summary>
    Orientation,

    /// <summary>Two slices lie at one position.</summary>
    Duplicate,

    /// <summary>A slice is missing, or the spacing changes.</summary>
    Gap,

    /// <summary>The slices are sheared against their normal, as by a tilted gantry.</summary>
    Tilt,
}
