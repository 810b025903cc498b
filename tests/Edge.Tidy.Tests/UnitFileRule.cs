namespace Edge.Tidy.Tests;

/// <summary>systemd runs the services with no more rights than they need, restarts them, and lets the kernel kill a child without them.</summary>
internal static class UnitFileRule
{
    private static readonly string[] Required =
    [
        "Restart=always",
        "User=edge",
        "OOMPolicy=continue",
        "StateDirectory=edge",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateTmp=yes",
        "RestrictNamespaces=yes",
        "SystemCallFilter=@system-service",
        "SystemCallFilter=landlock_create_ruleset landlock_add_rule landlock_restrict_self seccomp",
        "WantedBy=multi-user.target",
    ];

    public static IEnumerable<string> Violations(SourceTree tree) =>
        from file in tree.Files
        where file.Name.EndsWith(".service", StringComparison.Ordinal)
        let lines = file.Text.Split('\n')
        from line in Required
        where !lines.Contains(line)
        select $"{file.Path} lacks {line}.";
}
