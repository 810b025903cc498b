namespace Edge.Runtime.Audit;

/// <summary>How large the audit log may become.</summary>
/// <param name="FileBytes">A file that has reached this goes on in the next.</param>
/// <param name="Files">Files that are kept; when one more is begun the oldest is removed, and an entry says so.</param>
internal sealed record AuditLimits(long FileBytes, int Files)
{
    /// <summary>64 files of 4 MiB: some 700,000 entries.</summary>
    public static AuditLimits Default { get; } = new(4 * 1024 * 1024, 64);
}
