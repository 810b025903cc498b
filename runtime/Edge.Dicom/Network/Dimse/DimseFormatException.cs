using System.Diagnostics.CodeAnalysis;

namespace Edge.Dicom.Network;

/// <summary>
/// A peer broke the message exchange of PS3.7 above an intact upper layer: the service user aborts (PS3.8 9.2, event 15).
/// </summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "Never leaves the library: the association answers it with an A-ABORT.")]
internal sealed class DimseFormatException : Exception
{
    public DimseFormatException()
        : this("Malformed DIMSE message.")
    {
    }

    public DimseFormatException(string message)
        : base(message)
    {
    }

    public DimseFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
