namespace Edge.Dicom.Network;

/// <summary>An association with a peer could not be opened or has ended. What was not answered may or may not have been done by the peer.</summary>
public sealed class DicomAssociationException : Exception
{
    /// <summary>The connection broke, for no known reason.</summary>
    public DicomAssociationException()
        : this(AssociationFailure.ConnectionLost, "The association ended.")
    {
    }

    /// <summary>The connection broke.</summary>
    /// <param name="message">How.</param>
    public DicomAssociationException(string message)
        : this(AssociationFailure.ConnectionLost, message)
    {
    }

    /// <summary>The connection broke.</summary>
    /// <param name="message">How.</param>
    /// <param name="innerException">What said so.</param>
    public DicomAssociationException(string message, Exception? innerException)
        : this(AssociationFailure.ConnectionLost, message, innerException)
    {
    }

    /// <summary>The association ended in a known way.</summary>
    /// <param name="failure">The way.</param>
    /// <param name="message">In words.</param>
    /// <param name="innerException">What said so.</param>
    public DicomAssociationException(AssociationFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What happened.</summary>
    public AssociationFailure Failure { get; }

    /// <summary>The peer's rejection, with <see cref="AssociationFailure.Rejected"/>.</summary>
    public AssociationRejection? Rejection { get; init; }

    /// <summary>True when the same may succeed later: everything but a permanent rejection and a broken protocol.</summary>
    public bool IsTransient => Failure switch
    {
        AssociationFailure.Rejected => Rejection is { IsTransient: true },
        AssociationFailure.ProtocolError => false,
        _ => true,
    };
}
