namespace Edge.Dicom.Codecs.Jpeg;

/// <summary>From the coefficients of a DCT frame to its samples; subsampled components are repeated.</summary>
internal static class DctSamples
{
    /// <summary>Gives each component room for whole MCUs.</summary>
    public static void Allocate(JpegFrame frame)
    {
        int across = (frame.Columns + (8 * frame.HorizontalMax) - 1) / (8 * frame.HorizontalMax);
        int down = (frame.Rows + (8 * frame.VerticalMax) - 1) / (8 * frame.VerticalMax);
        foreach (JpegComponent component in frame.Components)
        {
            component.BlocksPerLine = across * component.Horizontal;
            component.BlocksPerColumn = down * component.Vertical;
            component.Coefficients = new short[64 * component.BlocksPerLine * component.BlocksPerColumn];
        }
    }

    /// <summary>Writes [rows, columns, components].</summary>
    public static void Write(JpegFrame frame, ReadOnlySpan<ushort[]?> quantization, Span<ushort> samples)
    {
        Span<ushort> block = stackalloc ushort[64];
        for (int index = 0; index < frame.Components.Count; index++)
        {
            JpegComponent component = frame.Components[index];
            ushort[] table = quantization[component.Quantization]
                ?? throw new DicomCodecException("The JPEG frame uses a quantization table that it does not define.");
            for (int i = 0; i < component.BlocksPerLine * component.BlocksPerColumn; i++)
            {
                InverseDct.Transform(component.Coefficients.AsSpan(64 * i, 64), table, frame.Precision, block);
                Place(frame, index, i % component.BlocksPerLine, i / component.BlocksPerLine, block, samples);
            }
        }
    }

    private static void Place(JpegFrame frame, int index, int across, int down, ReadOnlySpan<ushort> block, Span<ushort> samples)
    {
        JpegComponent component = frame.Components[index];
        int wide = frame.HorizontalMax / component.Horizontal;
        int high = frame.VerticalMax / component.Vertical;
        int step = frame.Components.Count;
        int bottom = Math.Min(frame.Rows, (down + 1) * 8 * high);
        int right = Math.Min(frame.Columns, (across + 1) * 8 * wide);
        for (int y = down * 8 * high; y < bottom; y++)
        {
            ReadOnlySpan<ushort> line = block.Slice(((y / high) - (down * 8)) * 8, 8);
            for (int x = across * 8 * wide; x < right; x++)
            {
                samples[(((y * frame.Columns) + x) * step) + index] = line[(x / wide) - (across * 8)];
            }
        }
    }
}
