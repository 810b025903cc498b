namespace Edge.Runtime.Faults;

/// <content>Where things are kept: the disk, the database, the inbox, the audit log.</content>
internal static partial class FaultCatalogue
{
    /// <summary>The disk is too full to receive.</summary>
    public static readonly Fault DiskFull = new(
        "disk-full",
        "The disk is too full to receive",
        Fault.Error,
        "New objects are answered 0xA700 and new associations are turned away; scanners keep them and try again. What was received is worked on.",
        "Free space below the data directory, or attach a larger disk; receiving resumes by itself.")
    { HiddenBy = ["disk-failing"] };

    /// <summary>The disk is nearly full.</summary>
    public static readonly Fault DiskNearFull = new(
        "disk-near-full",
        "The disk is nearly full",
        Fault.Warning,
        "Objects are still taken, but not for long.",
        "Free space below the data directory, set inbox.retention and resultRetention, or attach a larger disk, before objects are refused.")
    { HiddenBy = ["disk-full", "disk-failing"] };

    /// <summary>Nothing more may be removed to keep space free.</summary>
    public static readonly Fault RetentionBlocked = new(
        "retention-blocked",
        "Nothing more may be removed to keep space free",
        Fault.Warning,
        "Less space is free than inbox.retention.freeMiB, and all that is left is not worked on, not sent, or held.",
        "Look at the jobs, the outbox and edgectl inbox conflicts, or attach a larger disk.")
    { HiddenBy = ["disk-failing"] };

    /// <summary>No more results may be removed to keep space free.</summary>
    public static readonly Fault ResultRetentionBlocked = new(
        "result-retention-blocked",
        "No more results may be removed to keep space free",
        Fault.Warning,
        "Less space is free than resultRetention.freeMiB, and all results that are left are not sent, not acknowledged, held, less than a day old, or the newest of a study whose objects are stored.",
        "Look at the outbox and edgectl inbox conflicts, set inbox.retention so that studies go before their results, or attach a larger disk.")
    { HiddenBy = ["disk-failing"] };

    /// <summary>The disk does not take or give back what is stored.</summary>
    public static readonly Fault DiskFailing = new(
        "disk-failing",
        "The disk does not take or give back what is stored",
        Fault.Error,
        "A write, sync or read failed for another reason than a full disk. Objects are refused, and senders keep what was not acknowledged. A write that works again clears it.",
        "Look at the kernel's log for disk errors and replace the disk.");

    /// <summary>The database is damaged.</summary>
    public static readonly Fault DatabaseDamaged = new(
        "database-damaged",
        "The database is damaged",
        Fault.Error,
        "The index of the inbox and the state of studies and jobs cannot be trusted. The received objects and the results are whole: they lie beside it.",
        "Stop the appliance and run edgectl inbox reindex, which makes the database again from the inbox and the results.")
    { HiddenBy = ["disk-failing"] };

    /// <summary>Received objects do not get into the index.</summary>
    public static readonly Fault InboxStalled = new(
        "inbox-stalled",
        "Received objects do not get into the index",
        Fault.Error,
        "Objects are received and safe, but wait before the database, so that studies do not go on. It clears when the index has caught up.",
        "Look at the disk and the log; if nothing moves, restart the appliance: a start adds what is missing to the index.")
    { HiddenBy = ["disk-failing", "disk-full", "database-damaged"], ShowAfter = TimeSpan.FromSeconds(30) };

    /// <summary>Stored objects are missing or damaged.</summary>
    public static readonly Fault ObjectsDamaged = new(
        "objects-damaged",
        "Stored objects are missing or damaged",
        Fault.Error,
        "Stored objects are missing, cannot be read, or are not what was stored. Their units do not run.",
        "Read which with edgectl inbox list --flagged; have them sent again, or restore the files from a backup and restart. Check the disk.")
    { HiddenBy = ["disk-failing"] };

    /// <summary>An object was received again with another patient or laterality.</summary>
    public static readonly Fault ContentConflict = new(
        "content-conflict",
        "An object was received again with another patient or laterality",
        Fault.Warning,
        "Both contents are kept, and units with the object are held: nothing runs on them and nothing of them is sent.",
        "See what differs with edgectl inbox conflicts, ask at the scanner which is right, and choose it with edgectl inbox keep.");

    /// <summary>The audit log cannot be written.</summary>
    public static readonly Fault AuditNotWritten = new(
        "audit-not-written",
        "The audit log cannot be written",
        Fault.Error,
        "Entries wait in memory, at most 1,000, and are written when the disk works again; a restart before that loses them.",
        "Look at the disk: its room, and the kernel's log.")
    { HiddenBy = ["disk-failing", "disk-full"] };

    /// <summary>The audit log cannot be read.</summary>
    public static readonly Fault AuditUnread = new(
        "audit-unread",
        "The audit log cannot be read",
        Fault.Warning,
        "Whether every entry is as it was written cannot be checked, nor can what is old be shown. New entries are still added. It clears when the log was checked again.",
        "Look at owner and mode of the files in the audit directory of the data directory, and at the kernel's log for disk errors.")
    { HiddenBy = ["disk-failing"] };

    /// <summary>The audit log was changed.</summary>
    public static readonly Fault AuditBroken = new(
        "audit-broken",
        "The audit log was changed",
        Fault.Error,
        "An entry is missing, or is not what was written: somebody changed the files, or the disk did. New entries are still added. It clears when the files are as they were.",
        "Keep a copy of the audit directory for those who answer for security, see which entry with edgectl audit verify, and restore the files from a backup.")
    { HiddenBy = ["disk-failing"] };
}
