using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>One step from stored pixels to the input tensor. The vocabulary is closed and every parameter is written out.</summary>
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
[JsonDerivedType(typeof(ClipStep), "clip")]
[JsonDerivedType(typeof(ScaleRangeStep), "scale-range")]
[JsonDerivedType(typeof(NormalizeStep), "normalize")]
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

/// <summary>Flips and permutes axes so that W, H, D run toward the named patient directions.</summary>
/// <param name="Axes">Directions for W, H, D in turn: <c>LPS</c>.</param>
public sealed record OrientStep(string Axes) : PreprocessStep;

/// <summary>Resamples a volume to a spacing, by MONAI's definition of Spacing: size round((n−1)·old/new+1), first voxel centre kept.</summary>
/// <param name="SpacingMm">New spacing in mm, [D,H,W].</param>
/// <param name="Mode"><c>trilinear</c>.</param>
/// <param name="Padding"><c>border</c>.</param>
/// <param name="AlignCorners">False, as MONAI has it.</param>
public sealed record ResampleStep(IReadOnlyList<double> SpacingMm, string Mode, string Padding, bool AlignCorners) : PreprocessStep;

/// <summary>Resizes an image, by torch's definition of interpolate with half-pixel centres.</summary>
/// <param name="Height">New rows, in pixels.</param>
/// <param name="Width">New columns, in pixels.</param>
/// <param name="Mode"><c>bilinear</c>.</param>
/// <param name="Antialias">True: the kernel widens when shrinking.</param>
public sealed record ResizeStep(int Height, int Width, string Mode, bool Antialias) : PreprocessStep;

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
/// <param name="Mean">One per channel; null: of the image itself.</param>
/// <param name="Std">One per channel; null: of the image itself.</param>
/// <param name="Nonzero">True: only voxels that are not zero take part.</param>
public sealed record NormalizeStep(IReadOnlyList<double>? Mean, IReadOnlyList<double>? Std, bool Nonzero) : PreprocessStep;
