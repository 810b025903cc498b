namespace Edge.Runtime.Faults;

/// <content>The inference process, its models and engines.</content>
internal static partial class FaultCatalogue
{
    /// <summary>The inference process ended and was started again.</summary>
    public static readonly Fault InferenceRestarting = new(
        "inference-restarting",
        "The inference process ended and was started again",
        Fault.Warning,
        "A job or a lack of memory ended the inference process. It runs again; a job that ends it again and again is quarantined by itself. It clears a minute after the last end.",
        "Look at the jobs that were running, and at the memory.")
    { HiddenBy = ["inference-down"], ClearAfter = TimeSpan.FromSeconds(60) };

    /// <summary>The inference process cannot be started.</summary>
    public static readonly Fault InferenceDown = new(
        "inference-down",
        "The inference process cannot be started",
        Fault.Error,
        "Nothing is inferred. Studies are received, wait, and run once it starts.",
        "Run tools/setup, or install the package again.")
    { HiddenBy = ["disk-failing"] };

    /// <summary>The inference process is not confined as it should be, or misses a directory.</summary>
    public static readonly Fault InferenceUnconfined = new(
        "inference-unconfined",
        "The inference process is not confined as it should be, or misses a directory",
        Fault.Warning,
        "The kernel lacks what confines the inference process, or a directory that it reads did not exist when it started. Inference goes on.",
        "Do what the detail says, then restart the appliance.");

    /// <summary>Jobs were set aside because they ended the inference process.</summary>
    public static readonly Fault JobsQuarantined = new(
        "jobs-quarantined",
        "Jobs were set aside because they ended the inference process",
        Fault.Warning,
        "Each of them ended the process three times. Their studies have a failed result; others go on.",
        "Read the reasons with edgectl job list and report them with the study's UID; edgectl job retry tries one again.");

    /// <summary>A model that a route names cannot serve.</summary>
    public static readonly Fault ModelUnavailable = new(
        "model-unavailable",
        "A model that a route names cannot serve",
        Fault.Error,
        "Studies that need it are received and wait.",
        "Install the model, or correct the route; studies that wait run by themselves.");

    /// <summary>A model is not applicable unusually often.</summary>
    public static readonly Fault NotApplicableOften = new(
        "model-not-applicable",
        "A model is not applicable unusually often",
        Fault.Warning,
        "Of the latest units that went to a model, far more were outside what it accepts than before: a protocol at a scanner, or a route, has changed. Such units have no score.",
        "See the reasons with edgectl result list, and compare with what the scanner sends; correct the route or the protocol.");

    /// <summary>An engine is being built.</summary>
    public static readonly Fault EngineBuilding = new(
        "engine-building",
        "An engine is being built",
        Fault.Warning,
        "A rung above the CPU is tried out, with TensorRT its engine is built: it takes minutes, and studies run meanwhile on what there is.",
        "Nothing: edgectl model list shows how far it is. Do not switch the appliance off.");

    /// <summary>A model runs slower than it should.</summary>
    public static readonly Fault EngineLowerRung = new(
        "engine-lower-rung",
        "A model runs slower than it should",
        Fault.Warning,
        "A model runs on a lower rung than the best that is wanted. Findings are right.",
        "Do what the detail says for each rung, then edgectl model retry NAME; or take the rung out of inference.rungs.");

    /// <summary>An engine could not be built, twice.</summary>
    public static readonly Fault RungQuarantined = new(
        "rung-quarantined",
        "An engine could not be built, twice",
        Fault.Warning,
        "Trials of a rung were aborted twice, mostly for memory. Studies run on the next rung.",
        "Free memory, or lower inference.engine.workspaceMiB and restart; then edgectl model retry NAME.");
}
