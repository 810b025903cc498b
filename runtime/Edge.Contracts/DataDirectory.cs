namespace Edge.Contracts;

/// <summary>Where an appliance keeps everything it must not lose, and the names of what lies there.</summary>
/// <param name="Root">Absolute path of the data directory.</param>
public sealed record DataDirectory(string Root)
{
    /// <summary>Environment variable that overrides <see cref="Default"/>.</summary>
    public const string EnvironmentVariable = "EDGE_DATA";

    private const string SystemRoot = "/var/lib/edge";

    /// <summary>
    /// The directory used when none is named: <c>$EDGE_DATA</c>, else <c>/var/lib/edge</c> where it exists,
    /// else <c>~/.local/share/edge</c>. The runtime and edgectl agree on it, so that one finds the other.
    /// </summary>
    public static DataDirectory Default
    {
        get
        {
            string? named = Environment.GetEnvironmentVariable(EnvironmentVariable);
            if (!string.IsNullOrEmpty(named))
            {
                return new DataDirectory(Path.GetFullPath(named));
            }

            return Directory.Exists(SystemRoot)
                ? new DataDirectory(SystemRoot)
                : new DataDirectory(Path.Combine(
                    Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share", "edge"));
        }
    }

    /// <summary>Held with flock(2) while the runtime lives; offline verbs take it and refuse otherwise.</summary>
    public string LockFile => Path.Combine(Root, "edge-runtime.lock");

    /// <summary>Unix socket that serves the local HTTP API.</summary>
    public string Socket => Path.Combine(Root, "edge-runtime.sock");

    /// <summary>SQLite database: the index of the inbox and the committed state of every stage.</summary>
    public string Database => Path.Combine(Root, "edge.db");

    /// <summary>Received objects: the truth that the index can be rebuilt from.</summary>
    public string Inbox => Path.Combine(Root, "inbox");

    /// <summary>Objects still being received; swept at start.</summary>
    public string InboxPartial => Path.Combine(Root, "inbox", "tmp");

    /// <summary>What a running job writes before it is committed; swept at start.</summary>
    public string Scratch => Path.Combine(Root, "scratch");

    /// <summary>What running a result again writes; removed afterwards, and at start.</summary>
    public string Replay => Path.Combine(Root, "replay");

    /// <summary>What a release writes that is compared with the one that serves; removed afterwards, and at start.</summary>
    public string Shadow => Path.Combine(Root, "shadow");

    /// <summary>Committed results, one directory each: the truth for results.</summary>
    public string Results => Path.Combine(Root, "results");

    /// <summary>Engines that were built for this device, and what is known of each rung; removed, they are built again.</summary>
    public string Engines => Path.Combine(Root, "engines");

    /// <summary>The audit log: append-only files, each entry bound to the one before by its hash.</summary>
    public string Audit => Path.Combine(Root, "audit");

    /// <summary>Up to which entry the audit log was sent to the syslog server.</summary>
    public string SyslogPosition => Path.Combine(Root, "syslog.position");

    /// <summary>Which releases served, were suspended or taken back when the audit log was last told.</summary>
    public string ReleasesSeen => Path.Combine(Root, "releases.seen");
    /// <summary>
    /// Which numbering the messages to central operations belong to. A backup leaves it out: where it is missing or is not what the database has, a new numbering begins.
    /// </summary>
    public string StreamEpoch => Path.Combine(Root, "stream.epoch");

    /// <summary>Secret that turns UIDs into pseudonyms before they leave the appliance; made once, readable by the runtime alone.</summary>
    public string SiteKey => Path.Combine(Root, "site.key");

    /// <summary>Names and hashes of the tokens by which objects may be sent over HTTP; readable by the runtime alone.</summary>
    public string StowTokens => Path.Combine(Root, "stow.tokens");

    /// <summary>Users of the page with their roles and password hashes; readable by the runtime alone.</summary>
    public string Users => Path.Combine(Root, "users");

    /// <summary>Hashes of the tokens of those who are signed in to the page, so that a restart signs nobody out; readable by the runtime alone.</summary>
    public string Sessions => Path.Combine(Root, "sessions");

    /// <summary>What administrators have set on the page, over the configuration file; no secret is in it, and the update agent reads it too.</summary>
    public string Settings => Path.Combine(Root, "settings.json");

    /// <summary>Certificate that the page made for itself; used where the configuration names none and the page can be reached from outside.</summary>
    public string WebCertificate => Path.Combine(Root, "web.crt");

    /// <summary>Private key of <see cref="WebCertificate"/>; readable by the runtime alone.</summary>
    public string WebKey => Path.Combine(Root, "web.key");
}
