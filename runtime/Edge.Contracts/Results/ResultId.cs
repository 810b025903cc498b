using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Edge.Contracts;

/// <summary>The identity of a result.</summary>
public static class ResultId
{
    private const int HashBytes = 16;

    /// <summary>
    /// A hash of device, unit, revision and model digest: the same job makes the same result again, so that nothing is doubled when it is
    /// repeated after a crash.
    /// </summary>
    /// <param name="device">Where it is made.</param>
    /// <param name="unit">What it is about.</param>
    /// <param name="modelDigest">Digest of the model's release.</param>
    /// <returns>32 lower-case hexadecimal digits; safe as a file name.</returns>
    public static string Compute(DeviceIdentity device, ResultUnit unit, string modelDigest)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(modelDigest);
        string[] parts =
        [
            "edge-result-1",
            device.Site,
            device.Id,
            unit.Kind == UnitKind.Instance ? "instance" : "series",
            unit.StudyInstanceUid,
            unit.SeriesInstanceUid,
            unit.SopInstanceUid ?? string.Empty,
            unit.Revision.ToString(CultureInfo.InvariantCulture),
            modelDigest,
        ];

        // Each part is preceded by its length: no two lists of parts give the same text.
        string text = string.Concat(parts.Select(part => $"{part.Length}:{part}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, HashBytes));
    }
}
