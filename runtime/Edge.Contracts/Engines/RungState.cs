using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>How far a model is with a rung that has to be tried out first.</summary>
public enum RungState
{
    /// <summary>A process tries it out now; with TensorRT that builds its engine.</summary>
    [JsonStringEnumMemberName("building")]
    Building,

    /// <summary>It passed every gate, and serves.</summary>
    [JsonStringEnumMemberName("built")]
    Built,

    /// <summary>A gate refused it.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>The process that tried it out ended, or had to be ended; it is tried once more.</summary>
    [JsonStringEnumMemberName("aborted")]
    Aborted,

    /// <summary>That happened twice: it is not tried again until something changes or an operator asks.</summary>
    [JsonStringEnumMemberName("quarantined")]
    Quarantined,
}
