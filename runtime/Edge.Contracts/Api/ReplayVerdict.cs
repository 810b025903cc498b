using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>What running a result again gave.</summary>
public enum ReplayVerdict
{
    /// <summary>The same findings and the same objects, bit for bit.</summary>
    [JsonStringEnumMemberName("identical")]
    Identical,

    /// <summary>
    /// Every number lies within the tolerance of the model's manifest, and nothing else differs but what objects say in words: dates, versions, such numbers. Their
    /// pixels are the same.
    /// </summary>
    [JsonStringEnumMemberName("within-tolerance")]
    WithinTolerance,

    /// <summary>Something else differs.</summary>
    [JsonStringEnumMemberName("different")]
    Different,

    /// <summary>It could not be run again.</summary>
    [JsonStringEnumMemberName("impossible")]
    Impossible,
}
