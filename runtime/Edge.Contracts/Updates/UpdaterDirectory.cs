namespace Edge.Contracts;

/// <summary>Where the update agent keeps what it must not lose. It is its own, apart from the runtime's.</summary>
/// <param name="Root">Absolute path.</param>
public sealed record UpdaterDirectory(string Root)
{
    /// <summary>Environment variable that overrides <see cref="Default"/>.</summary>
    public const string EnvironmentVariable = "EDGE_UPDATER_DATA";

    /// <summary>Header by which the runtime names the user of its page who wants a roll-back.</summary>
    public const string PageUserHeader = "X-Edge-User";

    private const string SystemRoot = "/var/lib/edge-updater";

    /// <summary>The directory used when none is named: <c>$EDGE_UPDATER_DATA</c>, else <c>/var/lib/edge-updater</c> where it exists, else <c>~/.local/share/edge-updater</c>.</summary>
    public static UpdaterDirectory Default
    {
        get
        {
            string? named = Environment.GetEnvironmentVariable(EnvironmentVariable);
            return !string.IsNullOrEmpty(named) ? new UpdaterDirectory(Path.GetFullPath(named))
                : Directory.Exists(SystemRoot) ? new UpdaterDirectory(SystemRoot)
                : new UpdaterDirectory(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share", "edge-updater"));
        }
    }

    /// <summary>Held with flock(2) while the agent lives.</summary>
    public string LockFile => Path.Combine(Root, "edge-updater.lock");

    /// <summary>Unix socket for edgectl.</summary>
    public string Socket => Path.Combine(Root, "edge-updater.sock");

    /// <summary>SQLite database: the journal of updates, floors and the clock.</summary>
    public string Journal => Path.Combine(Root, "updates.db");

    /// <summary>Trusted metadata of The Update Framework.</summary>
    public string Metadata => Path.Combine(Root, "metadata");
}
