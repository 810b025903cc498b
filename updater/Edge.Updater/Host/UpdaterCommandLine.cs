namespace Edge.Updater.Host;

/// <summary>What the program was asked to do.</summary>
internal sealed record UpdaterCommandLine
{
    /// <summary>How the program is called.</summary>
    public const string Usage =
        """
        usage: edge-updater --config FILE [--data DIR] [--runtime-data DIR] [--set KEY=VALUE]...
               edge-updater --version

          --config FILE        device configuration; its "updates" says where releases come from
          --data DIR           the agent's own directory (default: $EDGE_UPDATER_DATA, else /var/lib/edge-updater where it exists, else ~/.local/share/edge-updater)
          --runtime-data DIR   data directory of the runtime, whose socket is in it (default: as edge-runtime has it)
          --set KEY=VALUE      override, for example updates.approval=automatic; may be given again

        Prints "ready socket=PATH" when it serves. Exit codes: 0 stopped as asked, 1 failed, 2 wrong usage or configuration.
        """;

    /// <summary>Device configuration; null without one.</summary>
    public string? ConfigPath { get; private init; }

    /// <summary>The agent's directory, absolute; null: the default.</summary>
    public string? DataPath { get; private init; }

    /// <summary>The runtime's data directory, absolute; null: the default.</summary>
    public string? RuntimeDataPath { get; private init; }

    /// <summary>Overrides of the configuration.</summary>
    public IReadOnlyList<string> Overrides { get; private init; } = [];

    /// <summary>Print the usage.</summary>
    public bool IsHelp { get; private init; }

    /// <summary>Print the version.</summary>
    public bool IsVersion { get; private init; }

    /// <summary>Reads arguments.</summary>
    /// <exception cref="FormatException">They make no sense; the message says why.</exception>
    public static UpdaterCommandLine Parse(IReadOnlyList<string> arguments)
    {
        var command = new UpdaterCommandLine();
        for (int index = 0; index < arguments.Count; index++)
        {
            string name = arguments[index];
            string Value() => ++index < arguments.Count ? arguments[index] : throw new FormatException($"{name} needs a value.");
            command = name switch
            {
                "--config" => command with { ConfigPath = Value() },
                "--data" => command with { DataPath = Path.GetFullPath(Value()) },
                "--runtime-data" => command with { RuntimeDataPath = Path.GetFullPath(Value()) },
                "--set" => command with { Overrides = [.. command.Overrides, Value()] },
                "--version" => command with { IsVersion = true },
                "--help" or "-h" => command with { IsHelp = true },
                _ => throw new FormatException($"'{name}' is unknown."),
            };
        }

        return command.IsHelp || command.IsVersion || command.ConfigPath is not null ? command : throw new FormatException("--config is missing.");
    }
}
