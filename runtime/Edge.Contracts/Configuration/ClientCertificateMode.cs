using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>Whether a TLS peer must show a certificate.</summary>
public enum ClientCertificateMode
{
    /// <summary>None is asked for.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>One is asked for; a peer without one is served, and a peer with a bad one is not.</summary>
    [JsonStringEnumMemberName("optional")]
    Optional,

    /// <summary>Only peers with a good one are served.</summary>
    [JsonStringEnumMemberName("required")]
    Required,
}
