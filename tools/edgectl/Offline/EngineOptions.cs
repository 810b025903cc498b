using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;
using Edge.Dicom;

namespace Edge.Ctl.Offline;

/// <summary>Options of verbs that run models without an appliance: which program, and on which engine.</summary>
internal sealed class EngineOptions
{
    private const string ProgramName = "edge-inference";
    private const int ThreadsMax = 64;

    private readonly Option<string?> _program = new("--program")
    {
        Description = "The inference program (default: the one installed beside edgectl).",
        HelpName = "FILE",
    };

    private readonly Option<string?> _config = new("--config")
    {
        Description = "Device configuration whose rungs, engine settings, threads, spinning and memory are used, so that all is as on that device.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _rungs = new("--rung")
    {
        Description = "Rung of the engine ladder to try, best first; may be given again (default: that of --config, else cpu).",
        HelpName = "RUNG",
    };

    private readonly Option<string?> _engines = new("--engines")
    {
        Description = "Engine cache of an appliance, for rungs above cpu (default: the one that --config names; built engines are read, none is built).",
        HelpName = "DIR",
    };

    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "Threads within an operator, 1 to 64 (default: that of --config, else one for each processor).",
        HelpName = "N",
    };

    /// <summary>Adds the options to a verb.</summary>
    public EngineOptions(Command verb)
    {
        _threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > ThreadsMax)
            {
                result.AddError($"--threads must be 1 to {ThreadsMax}.");
            }
        });
        foreach (Option option in (Option[])[_program, _config, _rungs, _engines, _threads])
        {
            verb.Add(option);
        }
    }

    /// <summary>The program.</summary>
    public string Program(ParseResult parsed) => Path.GetFullPath(
        parsed.GetValue(_program) ?? Configured(parsed)?.Inference.Program ?? Path.Combine(AppContext.BaseDirectory, "..", ProgramName, ProgramName));

    /// <summary>The first message to the program.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="readable">Directories it needs to read; they exist.</param>
    /// <param name="scratch">The one directory it may write; it exists.</param>
    /// <exception cref="ApplianceException">The device configuration cannot be used.</exception>
    public ConfigureMessage Configure(ParseResult parsed, IReadOnlyList<string> readable, string scratch)
    {
        DeviceConfig? device = Configured(parsed);
        InferenceConfig? configured = device?.Inference;
        string[] given = parsed.GetValue(_rungs) ?? [];
        IReadOnlyList<string> rungs = given.Length > 0 ? given : configured?.Rungs ?? [EngineRungs.Cpu];
        return new ConfigureMessage(
            ConfigureMessage.CurrentProtocolVersion,
            rungs,
            parsed.GetValue(_threads) ?? configured?.Threads ?? Math.Min(Environment.ProcessorCount, ThreadsMax),
            configured?.SpinDurationUs ?? 0,
            readable,
            scratch,
            SchedulingConfig.MemoryBudgetBytes(device?.Scheduling),
            configured?.Engine,
            rungs.Any(static rung => rung != EngineRungs.Cpu) ? Engines(parsed, configured) : null);
    }

    private string? Engines(ParseResult parsed, InferenceConfig? configured)
    {
        string? directory = parsed.GetValue(_engines) ?? configured?.Engine?.CacheDirectory;
        if (directory is not null && !Directory.Exists(directory))
        {
            throw new ApplianceException($"{directory} is no folder. Name the engine cache of an appliance with --engines, or leave the rungs above cpu out.");
        }

        return directory is null ? null : Path.GetFullPath(directory);
    }

    /// <summary>Where results say that they were made: on the device of <c>--config</c>, else offline.</summary>
    public DeviceIdentity Device(ParseResult parsed) => Configured(parsed)?.Device ?? new DeviceIdentity("offline", "edgectl", "workstation");

    private DeviceConfig? Configured(ParseResult parsed)
    {
        if (parsed.GetValue(_config) is not { } file)
        {
            return null;
        }

        ConfigOutcome outcome = ConfigFile.Read(file, [], static keyword => DicomDictionary.TryFindKeyword(keyword, out _));
        return outcome.Config
            ?? throw new ApplianceException($"{file} cannot be used; edgectl config check {file} says why: {outcome.Problems[0]}");
    }
}
