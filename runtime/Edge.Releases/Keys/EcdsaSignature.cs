using System.Formats.Asn1;

namespace Edge.Releases.Keys;

/// <summary>The DER form of an ECDSA signature (RFC 3279 §2.2.3), read strictly: .NET's own reader lets one form pass that is not DER.</summary>
internal static class EcdsaSignature
{
    /// <summary>Reads r and s as fixed-length numbers, big-endian, one after the other.</summary>
    /// <param name="der">The signature.</param>
    /// <param name="pair">Filled with r and s, half each.</param>
    /// <returns>False when it is not DER, or a number is negative or too long.</returns>
    public static bool TryReadDer(ReadOnlySpan<byte> der, Span<byte> pair)
    {
        try
        {
            AsnDecoder.ReadSequence(der, AsnEncodingRules.DER, out int offset, out int length, out int consumed);
            ReadOnlySpan<byte> content = der.Slice(offset, length);
            int half = pair.Length / 2;
            return consumed == der.Length
                && TryReadNumber(ref content, pair[..half])
                && TryReadNumber(ref content, pair[half..])
                && content.IsEmpty;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static bool TryReadNumber(ref ReadOnlySpan<byte> content, Span<byte> number)
    {
        ReadOnlySpan<byte> written = AsnDecoder.ReadIntegerBytes(content, AsnEncodingRules.DER, out int consumed);
        content = content[consumed..];
        if ((written[0] & 0x80) != 0)
        {
            return false;
        }

        ReadOnlySpan<byte> digits = written[0] == 0 ? written[1..] : written;
        if (digits.Length > number.Length)
        {
            return false;
        }

        number.Clear();
        digits.CopyTo(number[(number.Length - digits.Length)..]);
        return true;
    }
}
