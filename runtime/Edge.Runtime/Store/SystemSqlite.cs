using System.Runtime.InteropServices;

namespace Edge.Runtime.Store;

/// <summary>Binds the SQLite provider to the distribution's own, patched library.</summary>
internal static class SystemSqlite
{
    private const string Library = "libsqlite3.so.0";

    private static readonly Lazy<bool> Bound = new(Bind);

    /// <summary>Binds once per process; further calls do nothing.</summary>
    /// <exception cref="DllNotFoundException">The library is missing: install the package libsqlite3-0.</exception>
    public static void Use() => _ = Bound.Value;

    private static bool Bind()
    {
        NativeLibrary.SetDllImportResolver(
            typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly,
            (name, _, _) => name == "e_sqlite3" ? NativeLibrary.Load(Library) : 0);
        SQLitePCL.raw.SetProvider(new SQLitePCL.SQLite3Provider_e_sqlite3());
        return true;
    }
}
