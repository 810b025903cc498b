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
        Description = "Device configuration whose rungs, threads and spinning are used, so that numbers are those of that device.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _rungs = new("--rung")
    {
        Description = "Rung of the engine ladder to try, best first; may be given again (default: that of --config, else cpu).",
        HelpName = "RUNG",
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
        foreach (Option option in (Option[])[_program, _config, _rungs, _threads])
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
        InferenceConfig? configured = Configured(parsed)?.Inference;
        string[] rungs = parsed.GetValue(_rungs) ?? [];
        return new ConfigureMessage(
            ConfigureMessage.CurrentProtocolVersion,
            rungs.Length > 0 ? rungs : configured?.Rungs ?? ["cpu"],
            parsed.GetValue(_threads) ?? configured?.Threads ?? Math.Min(Environment.ProcessorCount, ThreadsMax),
            configured?.SpinDurationUs ?? 0,
            readable,
            scratch);
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
