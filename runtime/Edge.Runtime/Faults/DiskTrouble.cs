using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Faults;

/// <summary>Tells a failing environment, which passes or is repaired, from a broken invariant, which must end the process.</summary>
internal static class DiskTrouble
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int SqliteIoError = 10;
    private const int SqliteCorrupt = 11;
    private const int SqliteFull = 13;
    private const int SqliteCannotOpen = 14;
    private const int SqliteNoDatabase = 26;

    /// <summary>True for what a full, failing or read-only disk, or a database that it damaged, makes calls throw.</summary>
    public static bool IsDisk(Exception exception) => exception is IOException or UnauthorizedAccessException
        or SqliteException { SqliteErrorCode: SqliteIoError or SqliteFull or SqliteCannotOpen } || IsDamage(exception);

    /// <summary>True when SQLite found its file damaged: waiting does not help, an operator has it made anew.</summary>
    public static bool IsDamage(Exception exception) => exception is SqliteException { SqliteErrorCode: SqliteCorrupt or SqliteNoDatabase };

    /// <summary>True when the disk is full: ENOSPC or EDQUOT as HResult (Linux), or SQLITE_FULL.</summary>
    public static bool IsFull(Exception exception) =>
        exception is IOException { HResult: NoSpace or QuotaExceeded } or SqliteException { SqliteErrorCode: SqliteFull };

    /// <summary>The fault to raise.</summary>
    public static Fault FaultOf(Exception exception) =>
        IsFull(exception) ? FaultCatalogue.DiskFull : IsDamage(exception) ? FaultCatalogue.DatabaseDamaged : FaultCatalogue.DiskFailing;
}
