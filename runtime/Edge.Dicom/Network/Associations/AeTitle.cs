using System.Buffers;
using System.Text;

namespace Edge.Dicom.Network;

/// <summary>AE titles: 1 to 16 characters of ASCII without control characters and backslash, not all spaces (PS3.5 6.2, AE).</summary>
public static class AeTitle
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>True when the title may stand in an association.</summary>
    public static bool IsValid(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        return title.Length is > 0 and <= PduLimits.AeTitleBytes
            && !string.IsNullOrWhiteSpace(title)
            && !title.AsSpan().ContainsAnyExcept(Allowed);
    }

    /// <summary>The 16 bytes of a PDU as text, without the spaces around, which do not count (PS3.8 9.3.2).</summary>
    internal static string Read(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes.Trim((byte)' '));

    /// <summary>The title as 16 bytes, padded with spaces.</summary>
    internal static void Write(string title, Span<byte> destination)
    {
        destination[..PduLimits.AeTitleBytes].Fill((byte)' ');
        Encoding.ASCII.GetBytes(title, destination);
    }
}
