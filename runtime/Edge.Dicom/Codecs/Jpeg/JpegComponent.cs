namespace Edge.Dicom.Codecs.Jpeg;

/// <summary>One component of a frame (ISO/IEC 10918-1 B.2.2).</summary>
internal sealed class JpegComponent(int identifier, int horizontal, int vertical, int quantization)
{
    /// <summary>Component identifier.</summary>
    public int Identifier => identifier;

    /// <summary>Horizontal sampling factor, 1 to 4.</summary>
    public int Horizontal => horizontal;

    /// <summary>Vertical sampling factor, 1 to 4.</summary>
    public int Vertical => vertical;

    /// <summary>Quantization table, 0 to 3.</summary>
    public int Quantization => quantization;

    /// <summary>Blocks across, whole MCUs.</summary>
    public int BlocksPerLine { get; set; }

    /// <summary>Blocks down, whole MCUs.</summary>
    public int BlocksPerColumn { get; set; }

    /// <summary>Coefficients in zigzag-undone order, 64 a block; empty for lossless frames.</summary>
    public short[] Coefficients { get; set; } = [];
}
