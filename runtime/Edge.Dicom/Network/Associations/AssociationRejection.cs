using System.Globalization;

namespace Edge.Dicom.Network;

/// <summary>Why an association was refused: the three numbers of A-ASSOCIATE-RJ (PS3.8 9.3.4).</summary>
/// <param name="Result">1 permanent, 2 transient: a sender may try a transient one again.</param>
/// <param name="Source">1 service user, 2 service provider (ACSE), 3 service provider (presentation).</param>
/// <param name="Reason">Meaning depends on <paramref name="Source"/>.</param>
public readonly record struct AssociationRejection(byte Result, byte Source, byte Reason)
{
    /// <summary>Permanent, no reason given.</summary>
    public static AssociationRejection NoReason { get; } = new(1, 1, 1);

    /// <summary>Permanent: the application context is not that of DICOM.</summary>
    public static AssociationRejection ApplicationContextNotSupported { get; } = new(1, 1, 2);

    /// <summary>Permanent: this calling AE title may not associate here.</summary>
    public static AssociationRejection CallingAeTitleNotRecognized { get; } = new(1, 1, 3);

    /// <summary>Permanent: no application of this title is here.</summary>
    public static AssociationRejection CalledAeTitleNotRecognized { get; } = new(1, 1, 7);

    /// <summary>Permanent: the peer speaks no version 1 of the upper layer.</summary>
    public static AssociationRejection ProtocolVersionNotSupported { get; } = new(1, 2, 2);

    /// <summary>Transient: the receiver cannot take more now, for instance because its disk is nearly full.</summary>
    public static AssociationRejection TemporaryCongestion { get; } = new(2, 3, 1);

    /// <summary>Transient: as many associations as allowed are open.</summary>
    public static AssociationRejection LocalLimitExceeded { get; } = new(2, 3, 2);

    /// <summary>True when the same request may succeed later.</summary>
    public bool IsTransient => Result == 2;

    /// <summary>The rejection in words, for an operator.</summary>
    public override string ToString()
    {
        string words = (Source, Reason) switch
        {
            (1, 2) => "application context name not supported",
            (1, 3) => "calling AE title not recognized",
            (1, 7) => "called AE title not recognized",
            (2, 2) => "protocol version not supported",
            (3, 1) => "temporary congestion",
            (3, 2) => "local limit exceeded",
            (1 or 2, 1) => "no reason given",
            _ => string.Create(CultureInfo.InvariantCulture, $"source {Source}, reason {Reason}"),
        };
        return (IsTransient ? "rejected for now: " : "rejected: ") + words;
    }
}
