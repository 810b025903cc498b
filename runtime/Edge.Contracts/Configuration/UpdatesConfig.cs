using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>How signed releases come to this device.</summary>
public sealed record UpdatesConfig
{
    /// <summary>The source that is the broker of <see cref="DeviceConfig.Mqtt"/>.</summary>
    public const string BrokerSource = "mqtt";

    /// <summary>
    /// Where releases are looked for, tried in this order: <c>mqtt</c> for the broker, an <c>https://</c> address (<c>http://</c> on loopback alone), or a directory.
    /// </summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>PEM file of authorities that are trusted for https sources; null: the system's. Relative to the configuration file.</summary>
    public required string? Ca { get; init; }

    /// <summary>Highest rate at which releases come over a network, in MiB a second. 0.1 to 10,000.</summary>
    public required double RateMaxMiBPerSecond { get; init; }

    /// <summary>The first root that is trusted, <c>1.root.json</c>; read at the first start. Relative to the configuration file.</summary>
    public required string Root { get; init; }

    /// <summary>Public key that signs releases (<c>model.sig</c>), PEM, P-256 or P-384. Relative to the configuration file.</summary>
    public required string ReleaseKey { get; init; }

    /// <summary>User that edge-updater runs as: the runtime lets it try releases and ask how they do, and nothing else; null: the runtime's own user, or root.</summary>
    public required string? User { get; init; }

    /// <summary>Who approves an update.</summary>
    public required UpdateApproval Approval { get; init; }

    /// <summary>When a release may begin to serve; null: at any time.</summary>
    public required UpdateWindowConfig? Window { get; init; }

    /// <summary>Minutes between two looks for releases. 1 to 10,080.</summary>
    public required double CheckMinutes { get; init; }

    /// <summary>How a release is watched after it began to serve.</summary>
    public required ProbationConfig Probation { get; init; }
}

/// <summary>Who approves an update.</summary>
public enum UpdateApproval
{
    /// <summary>Nobody is asked.</summary>
    [JsonStringEnumMemberName("automatic")]
    Automatic,

    /// <summary>Central operations, in waves, with <c>edgectl fleet rollout</c>: a release waits until it is named on <c>update/notify</c>. A technician may go ahead.</summary>
    [JsonStringEnumMemberName("rollout")]
    Rollout,

    /// <summary>A technician, with <c>edgectl update approve</c>.</summary>
    [JsonStringEnumMemberName("technician")]
    Technician,
}

/// <summary>A maintenance window, each day, in the device's local time. It may cross midnight.</summary>
/// <param name="From">Beginning, <c>HH:MM</c>.</param>
/// <param name="To">End, <c>HH:MM</c>.</param>
public sealed record UpdateWindowConfig(string From, string To);

/// <summary>When a release that serves counts as good, and when it is taken back.</summary>
/// <param name="LeastResults">Results after which it is judged. 1 to 100,000.</param>
/// <param name="LongestHours">Time after which too few results are reported, and an operator has to decide. 0.01 to 8,760.</param>
/// <param name="FailedShareMax">Share of failed results above which it is taken back, 0 to 1.</param>
/// <param name="SlowdownMax">Factor on the 95th percentile of a job's time, against the release before, above which it is taken back. 1 to 100.</param>
public sealed record ProbationConfig(int LeastResults, double LongestHours, double FailedShareMax, double SlowdownMax);
