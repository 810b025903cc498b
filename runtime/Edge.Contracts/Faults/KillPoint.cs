using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace Edge.Contracts;

/// <summary>
/// Fault injection: a process that was started with <see cref="Variable"/> in its environment ends itself with SIGKILL when it comes to the point that the variable
/// names, as it would end there by a loss of power or for want of memory. Without the variable a point costs a comparison. For tests; a service must not be started with it.
/// </summary>
public static partial class KillPoint
{
    /// <summary>The environment variable that names the point.</summary>
    public const string Variable = "EDGE_KILL_AT";

    /// <summary>An object is stored and answered, and not in the index.</summary>
    public const string Received = "received";

    /// <summary>It is in the index.</summary>
    public const string Indexed = "indexed";

    /// <summary>A study is complete, and its units are not made.</summary>
    public const string Completed = "completed";

    /// <summary>Its units and jobs are made.</summary>
    public const string Planned = "planned";

    /// <summary>A job is leased, and not given to the inference process.</summary>
    public const string Leased = "leased";

    /// <summary>The inference process has the job.</summary>
    public const string Sent = "sent";

    /// <summary>The inference process says that it is done.</summary>
    public const string Finished = "finished";

    /// <summary>The result's files are in place, and it has no rows.</summary>
    public const string Published = "published";

    /// <summary>The result and what goes out have their rows.</summary>
    public const string Recorded = "recorded";

    /// <summary>An association with an archive is open, and nothing was sent over it.</summary>
    public const string Associated = "associated";

    /// <summary>An archive has answered that it has an object, and no row says so.</summary>
    public const string Stored = "stored";

    /// <summary>The row says that the archive has the object, which it was not asked to commit.</summary>
    public const string Taken = "taken";

    /// <summary>The archive is to be asked to commit.</summary>
    public const string Requested = "requested";

    /// <summary>What the archive has decided is in the rows.</summary>
    public const string Settled = "settled";

    /// <summary>Begins the points of the inference process: <c>inference-</c> and one of its stages, <c>ready</c>, <c>received</c> or <c>written</c>.</summary>
    public const string InferencePrefix = "inference-";

    private const int KillSignal = 9;

    private static readonly string? Wanted = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } wanted ? wanted : null;

    /// <summary>The points of the runtime, in the order in which a study comes to them.</summary>
    public static IReadOnlyList<string> OfRuntime { get; } =
        [Received, Indexed, Completed, Planned, Leased, Sent, Finished, Published, Recorded, Associated, Stored, Taken, Requested, Settled];

    /// <summary>The points of the inference process, in the order in which a job comes to them.</summary>
    public static IReadOnlyList<string> OfInference { get; } =
    [
        .. new[] { "ready", "received", "model", "load", "preprocess", "infer", "postprocess", "objects", "write", "written" }.Select(name => InferencePrefix + name),
    ];

    private static readonly FrozenSet<string> Known = OfRuntime.Concat(OfInference).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The point at which this process ends; null, as in service, for none.</summary>
    /// <exception cref="InvalidOperationException">The variable names no point.</exception>
    public static string? Armed => Wanted is null || Known.Contains(Wanted)
        ? Wanted
        : throw new InvalidOperationException($"{Variable} names '{Wanted}', which is no point. Write one of: {string.Join(", ", OfRuntime.Concat(OfInference))}.");

    /// <summary>This process has come to a point.</summary>
    public static void Reach(string point)
    {
        if (Wanted is not null && Wanted == point)
        {
            _ = Kill(Environment.ProcessId, KillSignal);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
