using Dapper;
using Edge.Runtime.Faults;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Store;

/// <summary>Checks the database once a day, and whenever somebody met damage in it (PRAGMA quick_check): the fault clears when a check finds it whole.</summary>
internal sealed class DatabaseCheck(EdgeStore store, FaultBoard faults, TimeProvider time)
{
    /// <summary>How often it looks whether a check is due.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan LongestUnchecked = TimeSpan.FromDays(1);

    private DateTimeOffset? _checkedAt;

    /// <summary>Looks once.</summary>
    public void Look()
    {
        DateTimeOffset now = time.GetUtcNow();
        if (store.Damage is null && !faults.IsRaised(FaultCatalogue.DatabaseDamaged) && _checkedAt is { } at && now - at < LongestUnchecked)
        {
            return;
        }

        string? found = Check();
        _checkedAt = now;
        store.Damage = null;
        if (found is null)
        {
            faults.Clear(FaultCatalogue.DatabaseDamaged);
        }
        else
        {
            faults.Raise(FaultCatalogue.DatabaseDamaged, found);
        }
    }

    private string? Check()
    {
        try
        {
            using SqliteConnection connection = store.OpenReader();
            string answer = connection.ExecuteScalar<string>("PRAGMA quick_check(1)") ?? "no answer";
            return answer == "ok" ? null : PlainLine(answer);
        }
        catch (SqliteException failure) when (DiskTrouble.IsDamage(failure))
        {
            return PlainLine(failure.Message);
        }
    }

    private static string PlainLine(string answer) => $"SQLite says: {answer.ReplaceLineEndings(" ")}";
}
