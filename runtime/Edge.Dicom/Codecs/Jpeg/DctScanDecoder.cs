namespace Edge.Dicom.Codecs.Jpeg;

/// <summary>Walks the blocks of a DCT scan, sequential (ISO/IEC 10918-1 Annex F) or progressive (Annex G), into coefficients.</summary>
internal static class DctScanDecoder
{
    /// <summary>Decodes a scan into its components' coefficients.</summary>
    /// <param name="data">The JPEG stream.</param>
    /// <param name="position">First entropy-coded byte.</param>
    /// <param name="frame">Its frame.</param>
    /// <param name="scan">Its scan.</param>
    /// <returns>Position behind the scan.</returns>
    public static int Decode(ReadOnlySpan<byte> data, int position, JpegFrame frame, JpegScan scan)
    {
        bool progressive = frame.Process == 2;
        scan = progressive ? scan : scan with { First = 0, Last = 63, High = 0, Low = 0 }; // fixed by B.2.3; some encoders write others
        if (scan.Last > 63 || scan.First > scan.Last || scan.Low > 13)
        {
            throw new DicomCodecException("The JPEG frame holds a scan with impossible limits: it is damaged.");
        }

        var reader = new JpegBitReader(data, position);
        var blocks = new DctBlockDecoder(scan, progressive);
        (int unitsAcross, int unitsDown) = Units(frame, scan);
        int untilRestart = scan.RestartInterval;
        for (int unit = 0; unit < unitsAcross * unitsDown; unit++)
        {
            if (scan.RestartInterval > 0 && untilRestart == 0)
            {
                reader.Restart();
                blocks.Restart();
                untilRestart = scan.RestartInterval;
            }

            untilRestart--;
            DecodeUnit(ref reader, blocks, scan, unit % unitsAcross, unit / unitsAcross);
            if (reader.IsOverrun)
            {
                throw new DicomCodecException($"The JPEG frame ends in block {unit + 1} of {unitsAcross * unitsDown}: it is truncated.");
            }
        }

        return reader.Position;
    }

    // A scan of one component has a block a unit and leaves out those beyond the image (A.2.2); others interleave by sampling factor (A.2.3).
    private static (int Across, int Down) Units(JpegFrame frame, JpegScan scan)
    {
        if (scan.Components.Count > 1)
        {
            return (Ceiling(frame.Columns, 8 * frame.HorizontalMax), Ceiling(frame.Rows, 8 * frame.VerticalMax));
        }

        JpegComponent component = scan.Components[0].Component;
        return (
            Ceiling(Ceiling(frame.Columns * component.Horizontal, frame.HorizontalMax), 8),
            Ceiling(Ceiling(frame.Rows * component.Vertical, frame.VerticalMax), 8));
    }

    private static void DecodeUnit(ref JpegBitReader reader, DctBlockDecoder blocks, JpegScan scan, int across, int down)
    {
        if (scan.Components.Count == 1)
        {
            JpegComponent only = scan.Components[0].Component;
            blocks.Decode(ref reader, 0, Block(only, across, down));
            return;
        }

        for (int i = 0; i < scan.Components.Count; i++)
        {
            JpegComponent component = scan.Components[i].Component;
            for (int y = 0; y < component.Vertical; y++)
            {
                for (int x = 0; x < component.Horizontal; x++)
                {
                    Span<short> block = Block(component, (across * component.Horizontal) + x, (down * component.Vertical) + y);
                    blocks.Decode(ref reader, i, block);
                }
            }
        }
    }

    private static Span<short> Block(JpegComponent component, int across, int down) =>
        component.Coefficients.AsSpan(64 * ((down * component.BlocksPerLine) + across), 64);

    private static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;
}
