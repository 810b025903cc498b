namespace Edge.Dicom.Codecs.Jpeg;

/// <summary>What a start-of-frame segment says (ISO/IEC 10918-1 B.2.2).</summary>
/// <param name="Process">Low nibble of the marker: 0 baseline, 1 extended, 2 progressive, 3 lossless.</param>
/// <param name="Precision">Bits a sample.</param>
/// <param name="Rows">Lines.</param>
/// <param name="Columns">Samples a line.</param>
/// <param name="Components">Components in order.</param>
internal sealed record JpegFrame(int Process, int Precision, int Rows, int Columns, IReadOnlyList<JpegComponent> Components)
{
    /// <summary>Greatest horizontal sampling factor.</summary>
    public int HorizontalMax { get; } = Components.Max(component => component.Horizontal);

    /// <summary>Greatest vertical sampling factor.</summary>
    public int VerticalMax { get; } = Components.Max(component => component.Vertical);

    /// <summary>True for process 14 (Annex H).</summary>
    public bool IsLossless => Process == 3;
}
