namespace Edge.Runtime.Commitment;

/// <summary>What storage commitment costs at most. Instances of one request are limited by the message: StorageCommitment.MaxReferences.</summary>
internal static class CommitmentLimits
{
    /// <summary>Requests of scanners that are owed a report, of all together; one more is answered 0213.</summary>
    public const int MaxPendingRequests = 1000;

    /// <summary>The same of one AE title.</summary>
    public const int MaxPendingRequestsPerAe = 200;

    /// <summary>Instances in all of them together.</summary>
    public const int MaxPendingInstances = 200_000;

    /// <summary>Requests that are sent to an archive over one association.</summary>
    public const int RequestsPerAssociation = 16;

    /// <summary>Scanners that are told at once.</summary>
    public const int ReportersAtOnce = 4;

    /// <summary>Reports that are looked at together.</summary>
    public const int ReportsPerTurn = 64;

    /// <summary>Those of one scanner among them.</summary>
    public const int ReportsPerScanner = 16;

    /// <summary>Finished commitments kept, so that an operator can look back; older ones are deleted.</summary>
    public const int FinishedKept = 1000;

    /// <summary>Instances in all of those, about 150 MB of them: scanners may ask for what nobody has.</summary>
    public const int FinishedInstancesKept = 1_000_000;

    /// <summary>How long a failed commitment or report shows as a fault.</summary>
    public static readonly TimeSpan FailureShown = TimeSpan.FromDays(1);

    /// <summary>How long a scanner may take to answer a report.</summary>
    public static readonly TimeSpan ReportAnswer = TimeSpan.FromSeconds(30);

    /// <summary>How often each worker looks by itself.</summary>
    public static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(1);
}
