using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>What a user of the page may do; each role may do what the ones before it may.</summary>
public enum UserRole
{
    /// <summary>Looks, and sees no patient.</summary>
    [JsonStringEnumMemberName("viewer")]
    Viewer,

    /// <summary>Acts on studies, jobs and deliveries, tests connections, and may ask whose study it is.</summary>
    [JsonStringEnumMemberName("technician")]
    Technician,

    /// <summary>Changes settings as well.</summary>
    [JsonStringEnumMemberName("administrator")]
    Administrator,
}
