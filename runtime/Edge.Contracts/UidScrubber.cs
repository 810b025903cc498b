using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Edge.Contracts;

/// <summary>Replaces UIDs in text by pseudonyms, the same as central operations know them by, cut to 16 digits: what leaves an appliance for support names no study.</summary>
/// <param name="key">The site key, or another secret where that cannot be read.</param>
public sealed partial class UidScrubber(byte[] key)
{
    private const int Shown = 16;

    /// <summary>The text with <c>uid-0123456789abcdef</c> in place of each UID of five components or more, or made of a UUID.</summary>
    public string Scrub(string text) => Uid().Replace(text, found => $"uid-{Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(found.Value)))[..Shown]}");

    // PS3.5 9.1: components of digits without leading zeros, the first 0 to 2. Shorter ones are addresses and versions, but for those made of a UUID (B.2).
    [GeneratedRegex(@"\b[0-2](\.25\.[1-9][0-9]{5,}|(\.(0|[1-9][0-9]*)){4,})")]
    private static partial Regex Uid();
}
