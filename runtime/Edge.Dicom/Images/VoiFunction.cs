namespace Edge.Dicom.Images;

/// <summary>How values are brought into the range that is shown (PS3.3 C.11.2.1).</summary>
public enum VoiFunction
{
    /// <summary>LINEAR (C.11.2.1.2.1): the width counts steps, so that it is at least 1.</summary>
    Linear,

    /// <summary>LINEAR_EXACT (C.11.2.1.3.2): the width is a length greater than 0.</summary>
    LinearExact,

    /// <summary>SIGMOID (C.11.2.1.3.1).</summary>
    Sigmoid,

    /// <summary>A VOI LUT (C.11.2.1.1).</summary>
    Table,
}
