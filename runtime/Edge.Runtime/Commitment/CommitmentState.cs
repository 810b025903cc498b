namespace Edge.Runtime.Commitment;

/// <summary>States of a commitment, as the database writes them.</summary>
internal static class CommitmentState
{
    /// <summary>The archive is to be asked.</summary>
    public const string Asking = "asking";

    /// <summary>The archive was asked; its report has not come.</summary>
    public const string Waiting = "waiting";

    /// <summary>Every instance is decided, one way or the other.</summary>
    public const string Done = "done";

    /// <summary>Given up; what is undecided is not committed.</summary>
    public const string Failed = "failed";
}
