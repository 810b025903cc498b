namespace Edge.Dicom.Network;

/// <summary>A certificate or key file cannot be used. The message says which, why, and what to write there.</summary>
public sealed class TlsFileException : Exception
{
    /// <summary>For no known reason.</summary>
    public TlsFileException()
        : this("A certificate or key file cannot be used.")
    {
    }

    /// <summary>For a known reason.</summary>
    /// <param name="message">Which file, and why.</param>
    public TlsFileException(string message)
        : base(message)
    {
    }

    /// <summary>For a known reason.</summary>
    /// <param name="message">Which file, and why.</param>
    /// <param name="innerException">What said so.</param>
    public TlsFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
