using System.Diagnostics.CodeAnalysis;

namespace Edge.Dicom.Network;

/// <summary>Who aborted an association (PS3.8 9.3.8).</summary>
[SuppressMessage("Design", "CA1027:Mark enums with FlagsAttribute", Justification = "The standard's numbers have gaps; they are no flags.")]
public enum AbortSource
{
    /// <summary>The application above the upper layer.</summary>
    ServiceUser = 0,

    /// <summary>The upper layer itself, because the peer broke the protocol.</summary>
    ServiceProvider = 2,
}
