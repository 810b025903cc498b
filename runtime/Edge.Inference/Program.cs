using System.Globalization;
using System.Reflection;
using Edge.Contracts;
using Edge.Inference;
using Edge.Inference.Confinement;
using Edge.Inference.Engine;
using Edge.Inference.Pipeline;
using Edge.Inference.Protocol;
using Microsoft.ML.OnnxRuntime;

// The runtime starts this program with pipes as descriptors 0 and 1 and no arguments. It takes its protocol away from those descriptors, reads
// the first message, confines itself, and starts itself again inside the confinement, where it serves.
return (int)(args switch
{
    [] => await ConfineAsync(),
    [Handover.Argument, var descriptor] => await ServeAsync(Handover.Take(int.Parse(descriptor, CultureInfo.InvariantCulture))),
    _ => Fail(ExitCode.Usage, "edge-inference is started by edge-runtime and takes no arguments."),
});

static async Task<ExitCode> ConfineAsync()
{
    if (!Console.IsInputRedirected)
    {
        return Fail(ExitCode.Usage, "edge-inference is started by edge-runtime, which speaks to it through a pipe.");
    }

    // 1. The protocol's descriptors, before anything else can print.
    var descriptors = ProtocolDescriptors.TakeOver();

    // 2. The first message names what may be read and written.
    ConfigureMessage configure;
    try
    {
        await using FileStream input = descriptors.OpenInput();
        RuntimeMessage? first = await MessageFrame.ReadAsync(input, EdgeJson.Default.RuntimeMessage, CancellationToken.None);
        if (first is null)
        {
            return ExitCode.ParentGone;
        }

        if (first is not ConfigureMessage message)
        {
            return Fail(ExitCode.ProtocolBroken, $"{first.GetType().Name} came before configure.");
        }

        configure = message;
    }
    catch (IOException exception)
    {
        return Fail(ExitCode.ProtocolBroken, exception.Message);
    }

    if (configure.ProtocolVersion != ConfigureMessage.CurrentProtocolVersion)
    {
        return Fail(
            ExitCode.ProtocolVersion,
            $"edge-runtime speaks protocol {configure.ProtocolVersion}, this program {ConfigureMessage.CurrentProtocolVersion}. Install both from one release.");
    }

    // 3. Files; then the program again, so that the confinement holds for every thread.
    try
    {
        IReadOnlyList<string> faults = ConfinedProcess.RestrictFiles(configure);
        int handover = new Handover(descriptors, configure, faults).Store();
        string reason = ProgramRestart.Exec(Handover.Argument, handover.ToString(CultureInfo.InvariantCulture));
        return Fail(ExitCode.ConfinementFailed, $"the program could not be started again: {reason}");
    }
    catch (DllNotFoundException exception)
    {
        return Fail(ExitCode.NativeLibraryMissing, exception.Message);
    }
}

static async Task<ExitCode> ServeAsync(Handover handover)
{
    var faults = new List<string>(handover.Faults);
    handover.Protocol.CloseOnExec();

    // 4. The end with the parent, and no system calls beyond what inference needs.
    if (ParentWatch.Start() is { } unwatched)
    {
        faults.Add(unwatched);
    }

    faults.AddRange(ConfinedProcess.RestrictSystemCalls());

    // 5. Native code, only now.
    try
    {
        var options = new EnvironmentCreationOptions { logId = "edge-inference", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING };
        OrtEnv.CreateInstanceWithOptions(ref options).DisableTelemetryEvents();
    }
    catch (DllNotFoundException exception)
    {
        return Fail(ExitCode.NativeLibraryMissing, exception.Message);
    }

    // 6. Jobs, until the runtime asks for the end.
    string version = typeof(ExitCode).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
    ConfigureMessage configure = handover.Configure;
    var settings = new EngineSettings(configure.Rungs, configure.Threads, configure.SpinDurationUs)
    {
        Engine = configure.Engine ?? EngineConfig.Default,
        Folders = configure.EngineCache is { } cache ? new EngineFolders(cache) : null,
    };
    var builder = settings.Folders is null ? null : new EngineBuilder(settings, TimeProvider.System);
    using var models = new ModelCache(new ModelLoader(settings));
    await using FileStream input = handover.Protocol.OpenInput();
    await using FileStream output = handover.Protocol.OpenOutput();
    using var channel = new InferenceChannel(input, output);
    try
    {
        KillPoint.Reach(KillPoint.InferencePrefix + "ready");
        await channel.SendAsync(
            new ReadyMessage(ConfigureMessage.CurrentProtocolVersion, version, OrtEnv.Instance().GetVersionString(), faults), CancellationToken.None);
        var runner = new JobRunner(models, version, TimeProvider.System, configure.MemoryBudgetBytes ?? long.MaxValue);
        var questions = new ModelQuestions(settings, TimeProvider.System);
        ExitCode code = await new MessageLoop(channel, runner, models, questions, builder).RunAsync(CancellationToken.None);
        Libc.ExitNow((int)code);
        return code;
    }
    catch (IOException exception)
    {
        return Fail(ExitCode.ParentGone, exception.Message);
    }
}

static ExitCode Fail(ExitCode code, string reason)
{
    Console.Error.WriteLine($"edge-inference: {reason}");
    return code;
}
