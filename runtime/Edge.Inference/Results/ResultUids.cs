using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Edge.Inference.Results;

/// <summary>
/// UIDs of what a result is made of. Each is a hash of the result's identity, which is itself one of device, unit, revision and model digest, and of a
/// name; so that the same job makes the same objects again, and another revision others.
/// </summary>
/// <param name="ResultId">Identity of the result.</param>
internal sealed record ResultUids(string ResultId)
{
    private const int UuidBytes = 16;

    /// <summary>The UID of a name: <c>sr</c>, <c>sr/series</c>, <c>tracking/1</c>.</summary>
    public string Of(string name) => Hashed($"{ResultId}\n{name}");

    /// <summary>The UID of an appliance, which stays the same for all its results.</summary>
    public static string OfDevice(string site, string device) => Hashed($"device\n{site}\n{device}");

    /// <summary>
    /// 2.25 and a UUID as one number (PS3.5 B.2): the first 16 bytes of SHA-256 over <c>edge-uid-1</c>, a line feed and the text, with the bits that mark
    /// a UUID of version 8 (RFC 9562 5.8).
    /// </summary>
    private static string Hashed(string text)
    {
        byte[] uuid = SHA256.HashData(Encoding.UTF8.GetBytes($"edge-uid-1\n{text}"))[..UuidBytes];
        uuid[6] = (byte)((uuid[6] & 0x0F) | 0x80);
        uuid[8] = (byte)((uuid[8] & 0x3F) | 0x80);
        return "2.25." + new BigInteger(uuid, isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture);
    }
}
