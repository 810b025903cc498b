namespace Edge.Dicom.Codecs;

/// <summary>Pixel data that cannot be decoded: damaged, contradictory to its attributes, or of a kind not supported.</summary>
public sealed class DicomCodecException : Exception
{
    /// <summary>An error without detail.</summary>
    public DicomCodecException()
        : this("The pixel data cannot be decoded.")
    {
    }

    /// <summary>An error in words an operator can act on.</summary>
    public DicomCodecException(string message)
        : base(message)
    {
    }

    /// <summary>An error in words an operator can act on, with its cause.</summary>
    public DicomCodecException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
