using Edge.Releases.Tuf.Metadata;

namespace Edge.Releases.Commands;

/// <summary>Devices by patterns of SITE/DEVICE, in which <c>*</c> stands for any letters but the slash.</summary>
public static class DeviceGroup
{
    /// <summary>Whether a device is one of them.</summary>
    public static bool Includes(IEnumerable<string> patterns, string site, string device)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        return patterns.Any(pattern => new PathPattern(pattern).Matches($"{site}/{device}"));
    }
}
