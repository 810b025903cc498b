using System.Diagnostics.CodeAnalysis;

namespace Edge.Dicom.Network;

/// <summary>Why the upper layer aborted; means something only with <see cref="AbortSource.ServiceProvider"/> (PS3.8 9.3.8).</summary>
[SuppressMessage("Design", "CA1027:Mark enums with FlagsAttribute", Justification = "The standard's numbers have gaps; they are no flags.")]
public enum AbortReason
{
    /// <summary>No reason given.</summary>
    NotSpecified = 0,

    /// <summary>A PDU type that the standard does not define.</summary>
    UnrecognizedPdu = 1,

    /// <summary>A PDU that must not come in this state.</summary>
    UnexpectedPdu = 2,

    /// <summary>A parameter that the standard does not define.</summary>
    UnrecognizedPduParameter = 4,

    /// <summary>A parameter that must not come here.</summary>
    UnexpectedPduParameter = 5,

    /// <summary>A parameter whose value, most often a length, is impossible.</summary>
    InvalidPduParameter = 6,
}
