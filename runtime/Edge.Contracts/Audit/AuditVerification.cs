namespace Edge.Contracts;

/// <summary>What came of checking an audit log.</summary>
/// <param name="Entries">Entries that were read.</param>
/// <param name="Files">Files that were read.</param>
/// <param name="First">Sequence of the first entry that is kept; 0 where there is none.</param>
/// <param name="Head">Where the log ends.</param>
/// <param name="Break">The first entry that is not as it was written, or does not follow the one before; null: none.</param>
public sealed record AuditVerification(long Entries, int Files, long First, AuditHead Head, AuditBreak? Break)
{
    /// <summary>True when every entry is there and as it was written.</summary>
    public bool IsWhole => Break is null;
}

/// <summary>Where an audit log is broken.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Line">Line in it, from 1 on; 0: the file, or what should follow it, is missing.</param>
/// <param name="Sequence">Sequence of the entry that was to be there.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record AuditBreak(string File, int Line, long Sequence, string Reason);
