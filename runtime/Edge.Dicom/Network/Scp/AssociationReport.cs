using System.Net;

namespace Edge.Dicom.Network;

/// <summary>What became of one connection, told once when it ends: enough for one log line. Holds no patient data.</summary>
public sealed record AssociationReport
{
    /// <summary>Number of the connection since the listener started.</summary>
    public required long ConnectionId { get; init; }

    /// <summary>The peer's address.</summary>
    public required IPEndPoint Remote { get; init; }

    /// <summary>How it ended.</summary>
    public required AssociationEnd End { get; init; }

    /// <summary>One sentence for a person; without control characters whatever the peer sent.</summary>
    public required string Detail { get; init; }

    /// <summary>What was sent with A-ASSOCIATE-RJ; null when none was.</summary>
    public AssociationRejection? Rejection { get; init; }

    /// <summary>Calling AE title; null when the connection never became an association.</summary>
    public string? CallingAeTitle { get; init; }

    /// <summary>Called AE title; null when the connection never became an association.</summary>
    public string? CalledAeTitle { get; init; }

    /// <summary>Objects answered with Success or a warning.</summary>
    public int StoredCount { get; init; }

    /// <summary>Objects answered with a failure, or cut off.</summary>
    public int RefusedCount { get; init; }

    /// <summary>Bytes of data sets received.</summary>
    public long DataSetBytes { get; init; }

    /// <summary>From accepting the connection to its end.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The bug behind <see cref="AssociationEnd.Failed"/>, else null.</summary>
    public Exception? Error { get; init; }
}
