namespace Edge.Dicom.Network;

/// <summary>The acceptor's answer to one proposed context (PS3.8 9.3.3.2).</summary>
public enum PresentationContextResult
{
    /// <summary>Accepted with one transfer syntax.</summary>
    Acceptance = 0,

    /// <summary>Refused by the user of the service.</summary>
    UserRejection = 1,

    /// <summary>Refused by the provider, no reason given.</summary>
    NoReason = 2,

    /// <summary>The SOP class is not offered here.</summary>
    AbstractSyntaxNotSupported = 3,

    /// <summary>None of the transfer syntaxes is known here.</summary>
    TransferSyntaxesNotSupported = 4,
}
