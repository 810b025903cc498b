namespace Edge.Dicom.Codecs.Jpeg;

/// <summary>What a start-of-scan segment says (ISO/IEC 10918-1 B.2.3).</summary>
/// <param name="Components">Components of the scan with their tables.</param>
/// <param name="First">Start of spectral selection, or the predictor of a lossless scan.</param>
/// <param name="Last">End of spectral selection.</param>
/// <param name="High">Successive approximation, previous bit position.</param>
/// <param name="Low">Successive approximation, this bit position, or the point transform of a lossless scan.</param>
/// <param name="RestartInterval">MCUs between restart markers; 0: none.</param>
internal sealed record JpegScan(
    IReadOnlyList<JpegScanComponent> Components,
    int First,
    int Last,
    int High,
    int Low,
    int RestartInterval);

/// <summary>A component within a scan.</summary>
/// <param name="Component">The component.</param>
/// <param name="Index">Its place in the frame.</param>
/// <param name="Dc">DC or lossless table; null where the scan needs none.</param>
/// <param name="Ac">AC table; null where the scan needs none.</param>
internal sealed record JpegScanComponent(JpegComponent Component, int Index, JpegHuffmanTable? Dc, JpegHuffmanTable? Ac)
{
    /// <summary>The DC table.</summary>
    /// <exception cref="DicomCodecException">The frame did not define it.</exception>
    public JpegHuffmanTable RequiredDc => Dc ?? throw new DicomCodecException("The JPEG frame uses a Huffman table that it does not define.");

    /// <summary>The AC table.</summary>
    /// <exception cref="DicomCodecException">The frame did not define it.</exception>
    public JpegHuffmanTable RequiredAc => Ac ?? throw new DicomCodecException("The JPEG frame uses a Huffman table that it does not define.");
}
