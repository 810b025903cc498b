namespace Edge.Dicom.Codecs.Jpeg;

/// <summary>Lossless scans (ISO/IEC 10918-1 Annex H), predictors 1 to 7, 2 to 16 bits, point transform, restart intervals.</summary>
internal static class LosslessScanDecoder
{
    /// <summary>Decodes a scan into interleaved samples.</summary>
    /// <param name="data">The JPEG stream.</param>
    /// <param name="position">First entropy-coded byte.</param>
    /// <param name="frame">Its frame.</param>
    /// <param name="scan">Its scan.</param>
    /// <param name="samples">[rows, columns, components].</param>
    /// <returns>Position behind the scan.</returns>
    public static int Decode(ReadOnlySpan<byte> data, int position, JpegFrame frame, JpegScan scan, Span<ushort> samples)
    {
        if (scan.First is < 1 or > 7 || scan.Low >= frame.Precision)
        {
            throw new DicomCodecException($"JPEG Lossless predictor {scan.First} with point transform {scan.Low} is not valid (10918-1 H.1.2).");
        }

        var reader = new JpegBitReader(data, position);
        int step = frame.Components.Count;
        int lineSamples = frame.Columns * step;
        int start = 1 << (frame.Precision - scan.Low - 1);
        int untilRestart = scan.RestartInterval;
        bool firstLine = true;
        for (int y = 0; y < frame.Rows; y++)
        {
            Span<ushort> line = samples.Slice(y * lineSamples, lineSamples);
            ReadOnlySpan<ushort> above = firstLine ? default : samples.Slice((y - 1) * lineSamples, lineSamples);
            for (int x = 0; x < frame.Columns; x++)
            {
                if (scan.RestartInterval > 0 && untilRestart == 0)
                {
                    if (x != 0)
                    {
                        throw new DicomCodecException("The JPEG Lossless restart interval is not a whole number of lines (10918-1 H.1.1).");
                    }

                    reader.Restart();
                    untilRestart = scan.RestartInterval;
                    above = default;
                }

                untilRestart--;
                Decode(ref reader, scan, line, above, x, step, start);
            }

            firstLine = false;
            if (reader.IsOverrun)
            {
                throw new DicomCodecException($"The JPEG Lossless frame ends in line {y + 1} of {frame.Rows}: it is truncated.");
            }
        }

        ApplyPointTransform(scan, step, samples);
        return reader.Position;
    }

    private static void Decode(
        ref JpegBitReader reader, JpegScan scan, Span<ushort> line, ReadOnlySpan<ushort> above, int x, int step, int start)
    {
        IReadOnlyList<JpegScanComponent> components = scan.Components;
        for (int i = 0; i < components.Count; i++)
        {
            reader.Fill();
            int category = reader.Symbol(components[i].RequiredDc);
            if (category > 16)
            {
                throw new DicomCodecException("The JPEG Lossless frame holds an impossible difference: it is damaged.");
            }

            int difference = category == 16 ? 32768 : reader.Extend(category);
            int at = (x * step) + components[i].Index;
            int predicted = above.IsEmpty
                ? (x == 0 ? start : line[at - step])
                : (x == 0 ? above[at] : Predict(scan.First, line[at - step], above[at], above[at - step]));
            line[at] = (ushort)(predicted + difference);
        }
    }

    // Ra is to the left, Rb above, Rc above and to the left (10918-1 Table H.1).
    private static int Predict(int predictor, int ra, int rb, int rc) => predictor switch
    {
        1 => ra,
        2 => rb,
        3 => rc,
        4 => ra + rb - rc,
        5 => ra + ((rb - rc) >> 1),
        6 => rb + ((ra - rc) >> 1),
        _ => (ra + rb) >> 1,
    };

    private static void ApplyPointTransform(JpegScan scan, int step, Span<ushort> samples)
    {
        if (scan.Low == 0)
        {
            return;
        }

        foreach (JpegScanComponent component in scan.Components)
        {
            for (int i = component.Index; i < samples.Length; i += step)
            {
                samples[i] = (ushort)(samples[i] << scan.Low);
            }
        }
    }
}
