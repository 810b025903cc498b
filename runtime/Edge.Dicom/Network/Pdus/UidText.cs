using System.Buffers;
using System.Text;

namespace Edge.Dicom.Network;

/// <summary>UIDs as they stand in PDUs and command sets (PS3.5 9.1, PS3.8 Annex F).</summary>
internal static class UidText
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("0123456789.");

    private static readonly SearchValues<char> Storable =
        SearchValues.Create("0123456789.-_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>The UID without the NUL or space that pads it. Bytes beyond ASCII become '?', so that no UID can hide one.</summary>
    public static string Read(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetString(bytes.TrimEnd("\0 "u8));

    /// <summary>
    /// True for 1 to 64 digits and dots that begin and end with a digit. Leading zeros in a component break PS3.5 9.1 too, but
    /// scanners that send them exist and harm nobody.
    /// </summary>
    public static bool IsWellFormed(string uid) =>
        uid.Length is > 0 and <= PduLimits.UidBytes
        && !uid.AsSpan().ContainsAnyExcept(Allowed)
        && uid[0] != '.'
        && uid[^1] != '.'
        && !uid.Contains("..", StringComparison.Ordinal);

    /// <summary>
    /// True for 1 to 64 letters, digits, dots, hyphens and underscores without two dots in a row: a UID, or what names one instance where
    /// a UID should stand, such as a hash. Nothing that could lead out of a folder.
    /// </summary>
    public static bool IsStorable(string uid) =>
        uid.Length is > 0 and <= PduLimits.UidBytes
        && !uid.AsSpan().ContainsAnyExcept(Storable)
        && !uid.Contains("..", StringComparison.Ordinal);
}
