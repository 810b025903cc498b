using System.Security.Cryptography;
using System.Text;
using Edge.Contracts;
using Edge.Runtime.Releases;

namespace Edge.Runtime.Routing;

/// <summary>A unit of work and where it goes.</summary>
/// <param name="Kind">Instance or series.</param>
/// <param name="Instances">Its objects, all of one series; one for an instance.</param>
/// <param name="Header">Header of the object that speaks for it.</param>
/// <param name="Route">The route that took it; null when none did.</param>
/// <param name="Release">The release that will run on it; null when none will.</param>
/// <param name="Reason">Why nothing will run; null when something will.</param>
internal sealed record RoutedUnit(
    UnitKind Kind,
    IReadOnlyList<StoredInstance> Instances,
    InstanceHeader Header,
    Route? Route,
    ModelRelease? Release,
    string? Reason)
{
    /// <summary>True when it runs once its model can serve; one that is too large never runs.</summary>
    public bool WaitsForModel => Route is not null && Release is null && Instances.Count <= StudyRouter.UnitInstancesMax;

    /// <summary>The model it runs on, now or once that can serve; null when nothing ever will.</summary>
    public string? Model => Release is not null || WaitsForModel ? Route?.Model : null;

    /// <summary>Series Instance UID.</summary>
    public string SeriesInstanceUid => Instances[0].SeriesInstanceUid;

    /// <summary>SOP Instance UID for an instance, else null.</summary>
    public string? SopInstanceUid => Kind == UnitKind.Instance ? Instances[0].SopInstanceUid : null;

    /// <summary>
    /// Identity of its stored files: SHA-256 over the lines <c>SOP Instance UID, tab, path below the inbox</c>, sorted. A file in the inbox
    /// never changes, so that equal identities mean equal content, also after the index was rebuilt.
    /// </summary>
    public string Content => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(
        Instances.Select(instance => $"{instance.SopInstanceUid}\t{instance.File}\n").Order(StringComparer.Ordinal)))));
}
