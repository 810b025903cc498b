using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>
/// The content of <c>STORE/suspended.json</c>: releases that the signers have withdrawn. The update agent writes it, the runtime checks it whenever it
/// looks at a model.
/// </summary>
/// <param name="Releases">All of them.</param>
public sealed record SuspendedReleases(IReadOnlyList<SuspendedRelease> Releases)
{
    /// <summary>The file's name in the model store.</summary>
    public const string FileName = "suspended.json";
}

/// <summary>A release that must not run.</summary>
/// <param name="Model">Model name.</param>
/// <param name="Version">Version.</param>
/// <param name="Reason">Why, in the signers' words.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record SuspendedRelease(string Model, string Version, string Reason);
