using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>Where the update of a model stands. Each state but the last ones names the act that is being done; it is journalled before the act begins.</summary>
public enum UpdateState
{
    /// <summary>A release is assigned to this device; it waits for approval.</summary>
    [JsonStringEnumMemberName("offered")]
    Offered,

    /// <summary>A technician or the configuration approved it.</summary>
    [JsonStringEnumMemberName("approved")]
    Approved,

    /// <summary>Its files are being fetched.</summary>
    [JsonStringEnumMemberName("downloading")]
    Downloading,

    /// <summary>Its signature, files and manifest are being checked.</summary>
    [JsonStringEnumMemberName("verifying")]
    Verifying,

    /// <summary>It takes its place in the model store, beside the active one.</summary>
    [JsonStringEnumMemberName("staged")]
    Staged,

    /// <summary>The runtime makes an engine of it and runs its golden cases.</summary>
    [JsonStringEnumMemberName("qualifying")]
    Qualifying,

    /// <summary>It reads the studies that the active one has read, while that one serves, and is held against it.</summary>
    [JsonStringEnumMemberName("shadow")]
    Shadow,

    /// <summary>It waits for the maintenance window.</summary>
    [JsonStringEnumMemberName("waiting-window")]
    WaitingWindow,

    /// <summary>The pointer is being moved; new jobs use it from then on.</summary>
    [JsonStringEnumMemberName("activating")]
    Activating,

    /// <summary>It serves and is watched.</summary>
    [JsonStringEnumMemberName("probation")]
    Probation,

    /// <summary>The pointer is being moved back.</summary>
    [JsonStringEnumMemberName("rolling-back")]
    RollingBack,

    /// <summary>Terminal: it serves for good.</summary>
    [JsonStringEnumMemberName("committed")]
    Committed,

    /// <summary>Terminal: it cannot be trusted, or could not be had.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,

    /// <summary>Terminal: a technician, or a newer offer, called it off.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>Terminal: it served and was taken back.</summary>
    [JsonStringEnumMemberName("rolled-back")]
    RolledBack,

    /// <summary>Terminal: it is what was signed, and does not work on this device.</summary>
    [JsonStringEnumMemberName("quarantined")]
    Quarantined,
}
