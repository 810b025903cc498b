using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Edge.Updater.Journal;

/// <summary>Opens databases with the distribution's own, patched SQLite.</summary>
internal static class SystemSqlite
{
    private const string Library = "libsqlite3.so.0";

    private static readonly Lazy<bool> Bound = new(Bind);

    /// <summary>Opens a database for one writer; what is committed survives loss of power.</summary>
    /// <exception cref="DllNotFoundException">The library is missing: install the package libsqlite3-0.</exception>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public static SqliteConnection Open(string path)
    {
        _ = Bound.Value;
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using SqliteCommand settings = connection.CreateCommand();
        settings.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000;";
        settings.ExecuteNonQuery();
        return connection;
    }

    private static bool Bind()
    {
        NativeLibrary.SetDllImportResolver(
            typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly, static (name, _, _) => name == "e_sqlite3" ? NativeLibrary.Load(Library) : 0);
        SQLitePCL.raw.SetProvider(new SQLitePCL.SQLite3Provider_e_sqlite3());
        return true;
    }
}
