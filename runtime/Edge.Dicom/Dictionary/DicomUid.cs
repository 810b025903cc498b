using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;

namespace Edge.Dicom;

/// <summary>The UIDs of PS3.6 annex A as constants, and what can be said of any UID (PS3.5 section 9).</summary>
public static partial class DicomUid
{
    /// <summary>Longest UID in characters (PS3.5 9.1).</summary>
    public const int MaxLength = 64;

    private static readonly Lazy<FrozenDictionary<string, DicomUidEntry>> ByUid =
        new(() => UidRows.All.ToFrozenDictionary(entry => entry.Uid, StringComparer.Ordinal));

    /// <summary>Every UID of PS3.6, in order.</summary>
    public static IReadOnlyList<DicomUidEntry> Entries => UidRows.All;

    /// <summary>The row of a UID, or null where PS3.6 has none.</summary>
    /// <param name="uid">The UID without padding.</param>
    public static DicomUidEntry? Find(string uid) => ByUid.Value.GetValueOrDefault(uid);

    /// <summary>The name of a UID, or null where PS3.6 has none.</summary>
    /// <param name="uid">The UID without padding.</param>
    public static string? NameOf(string uid) => Find(uid)?.Name;

    /// <summary>True for digits and single dots, no leading zeros, at most 64 characters (PS3.5 9.1).</summary>
    /// <param name="uid">The candidate, without padding.</param>
    public static bool IsValid(ReadOnlySpan<char> uid)
    {
        if (uid.IsEmpty || uid.Length > MaxLength)
        {
            return false;
        }

        bool atStart = true;
        bool leadingZero = false;
        foreach (char c in uid)
        {
            if (c == '.')
            {
                if (atStart)
                {
                    return false;
                }

                atStart = true;
            }
            else if (!char.IsAsciiDigit(c) || (!atStart && leadingZero))
            {
                return false;
            }
            else
            {
                leadingZero = atStart && c == '0';
                atStart = false;
            }
        }

        return !atStart;
    }

    /// <summary>The UID made of a UUID: <c>2.25.</c> and its decimal value (PS3.5 B.2).</summary>
    /// <param name="uuid">The UUID.</param>
    public static string FromUuid(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return "2.25." + new BigInteger(bytes, isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A new UID from a random UUID (PS3.5 B.2).</summary>
    public static string Create() => FromUuid(Guid.NewGuid());
}
