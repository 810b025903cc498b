using System.Diagnostics.CodeAnalysis;

namespace Edge.Dicom.Network;

/// <summary>What a peer sent breaks PS3.8 or PS3.7; the association edge turns it into an A-ABORT.</summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "Never leaves the library: the association answers it with an A-ABORT.")]
internal sealed class PduFormatException : Exception
{
    public PduFormatException()
        : this(AbortReason.NotSpecified, "Malformed protocol data unit.")
    {
    }

    public PduFormatException(string message)
        : this(AbortReason.NotSpecified, message)
    {
    }

    public PduFormatException(string message, Exception innerException)
        : base(message, innerException) => Reason = AbortReason.NotSpecified;

    public PduFormatException(AbortReason reason, string message)
        : base(message) => Reason = reason;

    /// <summary>The reason that the A-ABORT gives when the service provider sends it (PS3.8 9.3.8).</summary>
    public AbortReason Reason { get; }
}
