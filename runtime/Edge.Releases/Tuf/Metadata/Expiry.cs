using System.Globalization;
using Edge.Releases.Json;

namespace Edge.Releases.Tuf.Metadata;

/// <summary>What every role's metadata says: its version, and until when it holds.</summary>
/// <param name="Version">From 1 on.</param>
/// <param name="Expires">It is expired from this moment on.</param>
internal readonly record struct Expiry(long Version, DateTimeOffset Expires)
{
    /// <summary>The one way a date is written (TUF 1.0.34 §4.2.3).</summary>
    public const string DateFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>Reads <c>version</c> and <c>expires</c>.</summary>
    public static Expiry Read(JsonFields signed, string what)
    {
        string expires = signed.Text("expires");
        return DateTimeOffset.TryParseExact(expires, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment)
            ? new Expiry(signed.Whole("version", 1), moment)
            : throw new TrustException(TrustFailure.Malformed, $"{what} expires at '{expires}', which is no date as TUF writes it.");
    }

    /// <summary>Requires that the metadata holds at the fixed start of the update (freeze attack).</summary>
    public void RequireAt(DateTimeOffset start, string what)
    {
        if (Expires <= start)
        {
            throw new TrustException(
                TrustFailure.Freeze,
                $"{what} version {Version} expired at {Expires.ToString(DateFormat, CultureInfo.InvariantCulture)}; the clock says {start.ToUniversalTime().ToString(DateFormat, CultureInfo.InvariantCulture)}.");
        }
    }
}
