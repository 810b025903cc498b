namespace Edge.Tidy.Tests;

/// <summary>systemd runs the services with no more rights than they need, restarts them, and lets the kernel kill a child without them.</summary>
internal static class UnitFileRule
{
    private static readonly string[] Required =
    [
        "Restart=always",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateTmp=yes",
        "RestrictNamespaces=yes",
        "SystemCallFilter=@system-service",
        "WantedBy=multi-user.target",
    ];

    /// <summary>What the runtime needs besides, which starts a child that confines itself.</summary>
    private static readonly string[] RequiredOfRuntime =
    [
        "User=edge",
        "OOMPolicy=continue",
        "StateDirectory=edge",
        "SystemCallFilter=landlock_create_ruleset landlock_add_rule landlock_restrict_self seccomp",
    ];

    /// <summary>The update agent has a user of its own, so that the runtime cannot write the model store.</summary>
    private static readonly string[] RequiredOfUpdater = ["User=edge-updater", "StateDirectory=edge-updater"];

    public static IEnumerable<string> Violations(SourceTree tree) =>
        from file in tree.Files
        where file.Name.EndsWith(".service", StringComparison.Ordinal)
        let lines = file.Text.Split('\n')
        from line in Required.Concat(file.Name == "edge-updater.service" ? RequiredOfUpdater : RequiredOfRuntime)
        where !lines.Contains(line)
        select $"{file.Path} lacks {line}.";
}
