using System.Globalization;

namespace Edge.Runtime.Host;

/// <summary>What the program was asked to do.</summary>
internal sealed record CommandLine
{
    /// <summary>How the program is called.</summary>
    public const string Usage =
        """
        usage: edge-runtime --config FILE [--data DIR] [--set KEY=VALUE]...
               edge-runtime reindex [--data DIR]
               edge-runtime verify --mib-per-second N [--data DIR]
               edge-runtime restore FILE [--data DIR]
               edge-runtime --version

          --config FILE     device configuration, for example device-configs/workstation.json
          --data DIR        data directory (default: $EDGE_DATA, else /var/lib/edge where it exists, else ~/.local/share/edge)
          --set KEY=VALUE   override, for example dicom.listeners.0.port=0; may be given again
          verify            hash every stored object again, while the appliance does not run; a line of JSON for each finding
          restore FILE      put a backup in place of what the data directory holds, while the appliance does not run
          reindex           rebuild the index from the inbox, while the appliance does not run

        Prints "ready dicom=PORT web=PORT" when it serves, with " stow=PORT" where web.stow has a listener. Exit codes: 0 stopped as asked, 1 failed, 2 wrong usage or configuration.
        """;

    private const string ReindexVerb = "reindex";
    private const string VerifyVerb = "verify";
    private const string RestoreVerb = "restore";

    /// <summary>Device configuration; null for a verb that needs none.</summary>
    public string? ConfigPath { get; private init; }

    /// <summary>Data directory, absolute; null: the default.</summary>
    public string? DataPath { get; private init; }

    /// <summary>Overrides of the configuration.</summary>
    public IReadOnlyList<string> Overrides { get; private init; } = [];

    /// <summary>Rebuild the index instead of serving.</summary>
    public bool IsReindex { get; private init; }

    /// <summary>Verify the inbox instead of serving, reading no faster; 0: as fast as the disk; null: serve.</summary>
    public int? VerifyMiBPerSecond { get; private init; }

    /// <summary>Restore this backup instead of serving; null: serve.</summary>
    public string? RestorePath { get; private init; }

    /// <summary>Print the usage.</summary>
    public bool IsHelp { get; private init; }

    /// <summary>Print the version.</summary>
    public bool IsVersion { get; private init; }

    /// <summary>Reads arguments.</summary>
    /// <exception cref="FormatException">They make no sense; the message says why.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var command = new CommandLine();
        for (int index = 0; index < arguments.Count; index++)
        {
            string argument = arguments[index];
            int equals = argument.StartsWith("--", StringComparison.Ordinal) ? argument.IndexOf('=', StringComparison.Ordinal) : -1;
            string name = equals < 0 ? argument : argument[..equals];
            string Value() => equals >= 0 ? argument[(equals + 1)..]
                : ++index < arguments.Count ? arguments[index]
                : throw new FormatException($"{name} needs a value.");

            command = name switch
            {
                "--config" => command with { ConfigPath = Value() },
                "--data" => command with { DataPath = Path.GetFullPath(Value()) },
                "--set" => command with { Overrides = [.. command.Overrides, Value()] },
                "--version" => command with { IsVersion = true },
                "--help" or "-h" => command with { IsHelp = true },
                VerifyVerb when index == 0 => command with { VerifyMiBPerSecond = 0 },
                "--mib-per-second" when command.VerifyMiBPerSecond is not null => command with { VerifyMiBPerSecond = Rate(Value()) },
                RestoreVerb when index == 0 => command with { RestorePath = Path.GetFullPath(Value()) },
                ReindexVerb when index == 0 => command with { IsReindex = true },
                _ => throw new FormatException($"There is no '{argument}'."),
            };
        }

        return command is { ConfigPath: null, IsReindex: false, VerifyMiBPerSecond: null, RestorePath: null, IsHelp: false, IsVersion: false }
            ? throw new FormatException("--config FILE is missing.")
            : command;
    }

    private static int Rate(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int rate)
        ? rate
        : throw new FormatException($"'{text}' is no rate in MiB a second.");
}
