using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>How what an audit entry names came out: EventOutcomeIndicator of PS3.15 A.5.2, which has 0, 4, 8 and 12 for them.</summary>
public enum AuditOutcome
{
    /// <summary>It was done.</summary>
    [JsonStringEnumMemberName("success")]
    Success,

    /// <summary>It was refused, or failed and may be tried again: a wrong password, a choice that makes no sense.</summary>
    [JsonStringEnumMemberName("minor-failure")]
    MinorFailure,

    /// <summary>It failed, and somebody has to act.</summary>
    [JsonStringEnumMemberName("serious-failure")]
    SeriousFailure,

    /// <summary>It failed, and the appliance cannot go on with it.</summary>
    [JsonStringEnumMemberName("major-failure")]
    MajorFailure,
}
