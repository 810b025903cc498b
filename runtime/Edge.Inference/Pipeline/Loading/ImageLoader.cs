using Edge.Contracts;
using Edge.Dicom.Codecs;
using Edge.Inference.Pipeline.Preprocess;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Loading;

/// <summary>
/// Reads the stored values of a unit. The order of a series' slices depends on their headers alone, so that it is settled here, wherever
/// <c>sort-slices</c> stands in the manifest, and the pixels are read in that order.
/// </summary>
internal sealed class ImageLoader : IDisposable
{
    private readonly SlicePixels _pixels = new();

    /// <summary>Reads a unit.</summary>
    /// <param name="manifest">Says whether the slices are sorted and what is accepted.</param>
    /// <param name="instances">The slices, one for an image; put in their order.</param>
    /// <param name="image">Receives the values.</param>
    /// <param name="cancellationToken">The job's deadline.</param>
    /// <returns>Null, or why not.</returns>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public StageStop? Load(ModelManifest manifest, List<SourceInstance> instances, PipelineImage image, CancellationToken cancellationToken)
    {
        // 1. One format for all: the slices of a volume are of one size.
        bool takesColour = manifest.Preprocess.Any(step => step is ToRgbStep);
        StageStop? stop = ReadFormats(instances, takesColour, out List<PixelFormat> formats);
        if (stop is not null)
        {
            return stop;
        }

        // 2. Their order and place.
        VolumeGeometry? geometry = null;
        if (manifest.Preprocess.OfType<SortSlicesStep>().Any())
        {
            stop = StackSorting.Sort(instances, out SliceStack? stack) ?? Acceptance.CheckSliceSpacing(manifest.Accepts, stack!.Geometry.SpacingMm(0));
            if (stop is not null)
            {
                return stop;
            }

            geometry = stack!.Geometry;
            formats = [.. stack.Order.Select(index => formats[index])];
            SourceInstance[] sorted = [.. stack.Order.Select(index => instances[index])];
            instances.Clear();
            instances.AddRange(sorted);
        }
        else if (instances.Count != 1)
        {
            return StageStop.NotApplicable($"The unit has {instances.Count} instances; the model takes one image.");
        }

        // 3. Their values.
        bool isColour = !ImageFormat.IsGrey(formats[0]);
        int channels = isColour ? ToRgb.Channels : 1;
        var shape = new VolumeShape(instances.Count, formats[0].Rows, formats[0].Columns);
        if (shape.Count * channels > VolumeShape.VoxelCountMax)
        {
            return StageStop.NotApplicable($"The volume has {shape} voxels; at most {VolumeShape.VoxelCountMax} fit in memory. Send it in parts.");
        }

        Span<float> values = image.Reset(instances, shape, geometry, channels);
        image.IsColour = isColour;
        if (isColour)
        {
            return _pixels.ReadColour(instances[0], formats[0], values);
        }

        for (int slice = 0; slice < instances.Count; slice++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            stop = _pixels.Read(instances[slice], formats[slice], values.Slice(slice * shape.SliceCount, shape.SliceCount));
            if (stop is not null)
            {
                return stop;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _pixels.Dispose();

    private static StageStop? ReadFormats(List<SourceInstance> instances, bool takesColour, out List<PixelFormat> formats)
    {
        formats = new List<PixelFormat>(instances.Count);
        foreach (SourceInstance instance in instances)
        {
            if (ImageFormat.Read(instance, takesColour, out StageStop? stop) is not { } format)
            {
                return stop;
            }

            if (formats.Count > 0 && (format.Rows != formats[0].Rows || format.Columns != formats[0].Columns))
            {
                return StageStop.NotApplicable(
                    $"The {instance.Name} has {format.Rows}×{format.Columns} pixels and the {instances[0].Name} has {formats[0].Rows}×{formats[0].Columns}; "
                    + "a volume needs slices of one size.");
            }

            formats.Add(format);
        }

        return null;
    }
}
