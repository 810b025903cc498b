using System.Globalization;

namespace Edge.Dicom;

/// <summary>
/// The one exception for input that is not well-formed DICOM. It says where: the offset in bytes from the start of what
/// was read (in a deflated data set: from the start of the inflated bytes), and the element.
/// </summary>
public sealed class DicomFormatException : Exception
{
    /// <summary>Input malformed at an unknown place.</summary>
    public DicomFormatException()
    {
    }

    /// <summary>Input malformed at an unknown place.</summary>
    /// <param name="message">What is wrong.</param>
    public DicomFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Input malformed at an unknown place.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What found it.</param>
    public DicomFormatException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Input malformed at a known place.</summary>
    /// <param name="problem">What is wrong, without the place.</param>
    /// <param name="offset">Bytes before the malformed element or value.</param>
    /// <param name="tag">The element being read.</param>
    /// <param name="endOfInput">True when the input ended too early, so that more bytes could mend it.</param>
    /// <param name="innerException">What found it.</param>
    public DicomFormatException(string problem, long offset, DicomTag tag, bool endOfInput = false, Exception? innerException = null)
        : base(string.Create(CultureInfo.InvariantCulture, $"{problem} at offset {offset}, element {tag}"), innerException)
    {
        Offset = offset;
        Tag = tag;
        EndOfInput = endOfInput;
    }

    /// <summary>Bytes before the malformed element or value; -1 when unknown.</summary>
    public long Offset { get; } = -1;

    /// <summary>The element being read; (0000,0000) before the first.</summary>
    public DicomTag Tag { get; }

    /// <summary>True when the input ended too early, so that more bytes could mend it.</summary>
    public bool EndOfInput { get; }
}
