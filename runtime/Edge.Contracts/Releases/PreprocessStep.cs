using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>
/// One step from stored pixels to the input tensor. The vocabulary is closed; docs/manifest.md defines each step by formula and source.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "step", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(EachFrameStep), "each-frame")]
[JsonDerivedType(typeof(PaddingStep), "padding")]
[JsonDerivedType(typeof(ModalityLutStep), "modality-lut")]
[JsonDerivedType(typeof(VoiWindowStep), "voi-window")]
[JsonDerivedType(typeof(Monochrome1InvertStep), "monochrome1-invert")]
[JsonDerivedType(typeof(ToRgbStep), "to-rgb")]
[JsonDerivedType(typeof(SortSlicesStep), "sort-slices")]
[JsonDerivedType(typeof(OrientStep), "orient")]
[JsonDerivedType(typeof(ResampleStep), "resample")]
[JsonDerivedType(typeof(ResizeStep), "resize")]
[JsonDerivedType(typeof(CropStep), "crop")]
[JsonDerivedType(typeof(PadStep), "pad")]
[JsonDerivedType(typeof(ClipStep), "clip")]
[JsonDerivedType(typeof(ScaleRangeStep), "scale-range")]
[JsonDerivedType(typeof(NormalizeStep), "normalize")]
[JsonDerivedType(typeof(PercentileScaleStep), "percentile-scale")]
[JsonDerivedType(typeof(ChannelsStep), "channels")]
[JsonDerivedType(typeof(TileStep), "tile")]
[JsonDerivedType(typeof(EachSliceStep), "each-slice")]
public abstract record PreprocessStep;

/// <summary>
/// Runs the network on each frame of an image and brings its scores together before <c>postprocess</c>. Without this step an image of several frames is
/// not applicable to a model of images. Frames go in the order of their dimensions (PS3.3 C.7.6.17), else as they are stored.
/// </summary>
/// <param name="Combine"><c>max</c>: the greatest of each score; <c>mean</c>: their mean.</param>
public sealed record EachFrameStep(string Combine) : PreprocessStep;

/// <summary>Replaces padding (Pixel Padding Value and Range Limit, PS3.3 C.7.5.1.1.2) in the stored values of each slice.</summary>
/// <param name="With"><c>least</c> or <c>greatest</c> of the slice's stored values that are no padding.</param>
public sealed record PaddingStep(string With) : PreprocessStep;

/// <summary>Stored values to output units by the Modality LUT Sequence, else by rescale slope and intercept (PS3.3 C.11.1.1).</summary>
public sealed record ModalityLutStep : PreprocessStep;

/// <summary>A view of the values, mapped to 0..1 (PS3.3 C.11.2).</summary>
/// <param name="Source">
/// <c>attributes</c>: the image's first window; <c>voi-lut</c>: its first VOI LUT, else its first window; either takes the full range where the image has
/// none that is valid; <c>full-range</c>: least to greatest value; <c>fixed</c>: as given.
/// </param>
/// <param name="Function">
/// Of a window: <c>linear</c> (C.11.2.1.2.1), <c>linear-exact</c> (C.11.2.1.3.2), <c>sigmoid</c> (C.11.2.1.3.1), or <c>attribute</c>: as the image's
/// VOI LUT Function says. The full range is always linear.
/// </param>
/// <param name="Center">Centre for <c>fixed</c>, else null.</param>
/// <param name="Width">Width for <c>fixed</c>, else null.</param>
public sealed record VoiWindowStep(string Source, string Function, double? Center, double? Width) : PreprocessStep;

/// <summary>
/// Three channels, red, green and blue, 0..1. A colour image (RGB, YBR or PALETTE COLOR, PS3.3 C.7.6.3.1.2) is read so from the start, and the steps for
/// grey values leave it alone; a grey one repeats its values. Without this step a colour image is not applicable.
/// </summary>
public sealed record ToRgbStep : PreprocessStep;

/// <summary>Turns MONOCHROME1 into MONOCHROME2: 1 − value. Follows <c>voi-window</c>, whose output is 0..1. MONOCHROME2 is left alone (PS3.3 C.7.6.3.1.2).</summary>
public sealed record Monochrome1InvertStep : PreprocessStep;

/// <summary>Orders slices along the normal (row × column direction); a gap or a duplicate refuses the series (PS3.3 C.7.6.2).</summary>
public sealed record SortSlicesStep : PreprocessStep;

/// <summary>Flips and permutes axes so that W, H and D run toward the named patient directions; voxels are moved, never interpolated.</summary>
/// <param name="Axes">
/// Directions for W, H, D in turn, one of each pair L or R, A or P, S or I: <c>LPS</c> for DICOM's own, <c>RAS</c> for NIfTI's.
/// </param>
public sealed record OrientStep(string Axes) : PreprocessStep;

/// <summary>Resamples to a spacing, by MONAI's definition of Spacing where nothing else is said; the first voxel's centre is kept.</summary>
/// <param name="SpacingMm">New spacing in mm, [D,H,W] of a volume, [H,W] of an image; null keeps an axis as it is.</param>
/// <param name="Mode"><c>trilinear</c> (of an image <c>bilinear</c>) or <c>nearest</c>, halves to even.</param>
/// <param name="Padding">What lies past the last voxel: <c>border</c> repeats it, <c>zeros</c> are 0.</param>
/// <param name="AlignCorners">True: the centres of the last voxels coincide too, so that the spacing is met to rounding only.</param>
public sealed record ResampleStep(IReadOnlyList<double?> SpacingMm, string Mode, string Padding, bool AlignCorners) : PreprocessStep
{
    /// <summary>
    /// How many voxels there will be along an axis of n: <c>centres</c>: round((n − 1) · old / new + 1) (MONAI Spacing); <c>extent</c>: round(n · old / new),
    /// at least 1, over the same extent, as torch interpolate, scipy zoom and nnU-Net have it. Halves to even. Absent or null: <c>centres</c>.
    /// </summary>
    public string? Size { get; init; }
}

/// <summary>Resizes to a number of voxels, by torch's definition of interpolate. Without depth each slice of a volume is resized by itself.</summary>
/// <param name="Height">New rows, in pixels; null: as they are.</param>
/// <param name="Width">New columns, in pixels; null: as they are.</param>
/// <param name="Mode">
/// <c>nearest</c>, <c>nearest-exact</c>, <c>bilinear</c> (with depth <c>trilinear</c>), <c>area</c> or <c>bicubic</c> (without depth).
/// </param>
/// <param name="Antialias">True: the kernel widens when shrinking; for <c>bilinear</c> and <c>bicubic</c>.</param>
public sealed record ResizeStep(int? Height, int? Width, string Mode, bool Antialias) : PreprocessStep
{
    /// <summary>New slices; absent or null: as they are.</summary>
    public int? Depth { get; init; }

    /// <summary>
    /// <c>stretch</c>: to height and width; <c>inside</c>: the largest size within them that keeps the aspect, halves to even; <c>cover</c>: the
    /// smallest that covers them and keeps the aspect, the longer edge rounded down (torchvision Resize). Absent or null: <c>stretch</c>.
    /// </summary>
    public string? Fit { get; init; }

    /// <summary>True: the centres of corner pixels coincide (torch align_corners), for <c>bilinear</c>, <c>trilinear</c> and <c>bicubic</c>. Absent or null: false.</summary>
    public bool? AlignCorners { get; init; }
}

/// <summary>Keeps a part of the grid. Sizes and starts are [D,H,W] of a volume, [H,W] of an image.</summary>
/// <param name="Around">
/// <c>center</c>: <paramref name="Size"/> voxels around the middle, fewer where there are fewer (MONAI CenterSpatialCrop); <c>foreground</c>: the bounding
/// box of values above <paramref name="Above"/>, widened by <paramref name="Margin"/> as far as the grid goes (MONAI CropForeground); <c>box</c>:
/// <paramref name="Size"/> voxels from <paramref name="Start"/> on, as far as the grid goes.
/// </param>
/// <param name="Size">Voxels kept, for <c>center</c> and <c>box</c>; null for an axis that stays whole. Else null.</param>
/// <param name="Start">First voxel kept, for <c>box</c>. Else null.</param>
/// <param name="Above">A voxel above it, in any channel, is foreground. Null unless <c>foreground</c>.</param>
/// <param name="Margin">Voxels added on every side. Null unless <c>foreground</c>.</param>
public sealed record CropStep(string Around, IReadOnlyList<int?>? Size, IReadOnlyList<int>? Start, double? Above, IReadOnlyList<int>? Margin) : PreprocessStep;

/// <summary>Adds voxels at the borders. Sizes are [D,H,W] of a volume, [H,W] of an image.</summary>
/// <param name="Size">At least so many voxels along each axis, or null for an axis that is left alone. Null: by <paramref name="MultipleOf"/>.</param>
/// <param name="MultipleOf">The next multiple of this along each axis; 1 leaves an axis alone (MONAI DivisiblePad). Null: by <paramref name="Size"/>.</param>
/// <param name="Place"><c>both</c>: half of them, rounded down, in front (MONAI SpatialPad, symmetric); <c>end</c>: all behind.</param>
/// <param name="Mode"><c>constant</c>, <c>edge</c>: repeats the outermost voxel, <c>reflect</c>: mirrors at its centre (numpy.pad).</param>
/// <param name="Value">For <c>constant</c>, else null.</param>
public sealed record PadStep(IReadOnlyList<int?>? Size, IReadOnlyList<int>? MultipleOf, string Place, string Mode, double? Value) : PreprocessStep;

/// <summary>Limits values.</summary>
/// <param name="Min">Least value.</param>
/// <param name="Max">Greatest value.</param>
public sealed record ClipStep(double Min, double Max) : PreprocessStep;

/// <summary>Maps a range linearly onto another (MONAI ScaleIntensityRange).</summary>
/// <param name="InMin">Mapped to <paramref name="OutMin"/>.</param>
/// <param name="InMax">Mapped to <paramref name="OutMax"/>.</param>
/// <param name="OutMin">Target of <paramref name="InMin"/>.</param>
/// <param name="OutMax">Target of <paramref name="InMax"/>.</param>
/// <param name="Clip">True: results are limited to the target range.</param>
public sealed record ScaleRangeStep(double InMin, double InMax, double OutMin, double OutMax, bool Clip) : PreprocessStep;

/// <summary>Subtracts a mean and divides by a deviation (MONAI NormalizeIntensity; population deviation, 0 becomes 1).</summary>
/// <param name="Mean">One per channel, or one for all; null: of the image itself.</param>
/// <param name="Std">One per channel, or one for all; null: of the image itself.</param>
/// <param name="Nonzero">True: only voxels that are not zero take part.</param>
public sealed record NormalizeStep(IReadOnlyList<double>? Mean, IReadOnlyList<double>? Std, bool Nonzero) : PreprocessStep
{
    /// <summary>True: what is measured is measured for each channel by itself. Absent or null: over all channels together.</summary>
    public bool? ChannelWise { get; init; }
}

/// <summary>
/// Maps the image's own percentiles linearly onto a range (MONAI ScaleIntensityRangePercentiles). The percentile q of n values in ascending order lies at
/// (n − 1) · q / 100, linearly between its neighbours (numpy.percentile). 0 and 100 are the least and the greatest value.
/// </summary>
/// <param name="Lower">Percentile mapped to <paramref name="OutMin"/>, 0 to 100.</param>
/// <param name="Upper">Percentile mapped to <paramref name="OutMax"/>, above <paramref name="Lower"/>, at most 100.</param>
/// <param name="OutMin">Target of the lower percentile.</param>
/// <param name="OutMax">Target of the upper percentile.</param>
/// <param name="Clip">True: results are limited to the target range.</param>
/// <param name="ChannelWise">True: each channel by its own percentiles.</param>
public sealed record PercentileScaleStep(double Lower, double Upper, double OutMin, double OutMax, bool Clip, bool ChannelWise) : PreprocessStep;

/// <summary>Makes channels; exactly one of the members is not null.</summary>
/// <param name="Select">Channels in their new order, from 0: [2,1,0] turns red, green, blue into blue, green, red.</param>
/// <param name="Repeat">Repeats the one channel there is this many times.</param>
/// <param name="Windows">One channel for each window of the one channel there is, 0 to 1 (LINEAR, PS3.3 C.11.2.1.2.1).</param>
/// <param name="Neighbours">
/// Of a volume of one channel: each slice with this many on either side, 2n + 1 channels in the order of D; at the ends the last slice repeats.
/// </param>
public sealed record ChannelsStep(IReadOnlyList<int>? Select, int? Repeat, IReadOnlyList<ChannelWindow>? Windows, int? Neighbours) : PreprocessStep;

/// <summary>A window.</summary>
/// <param name="Center">Centre, in the unit of the values.</param>
/// <param name="Width">Width, at least 1.</param>
public sealed record ChannelWindow(double Center, double Width);

/// <summary>
/// Runs the network on overlapping windows of what the steps before made, and blends its scores (MONAI sliding_window_inference, padding by 0). The last step.
/// </summary>
/// <param name="Size">Size of a window, [D,H,W] of a volume, [H,W] of an image.</param>
/// <param name="Overlap">Share of a window that the next one covers again, from 0, below 1; MONAI's default is 0.25.</param>
/// <param name="Blend"><c>gaussian</c>: voxels count less towards a window's borders; <c>constant</c>: all alike.</param>
public sealed record TileStep(IReadOnlyList<int> Size, double Overlap, string Blend) : PreprocessStep;

/// <summary>
/// Runs a network of images, whose layout has no D, on each slice of the volume that the steps before made, in the order of D. Scores for each place are the slices of the
/// volume's; other scores are brought together before <c>postprocess</c>. The last step.
/// </summary>
/// <param name="Combine"><c>max</c>: the greatest of each score; <c>mean</c>: their mean; null where the network gives scores for each place.</param>
public sealed record EachSliceStep(string? Combine) : PreprocessStep;
