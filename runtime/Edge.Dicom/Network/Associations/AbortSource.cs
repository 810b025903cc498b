namespace Edge.Dicom.Network;

/// <summary>Who aborted an association (PS3.8 9.3.8).</summary>
public enum AbortSource
{
    /// <summary>The application above the upper layer.</summary>
    ServiceUser = 0,

    /// <summary>Reserved by the standard.</summary>
    Reserved = 1,

    /// <summary>The upper layer itself, because the peer broke the protocol.</summary>
    ServiceProvider = 2,
}
