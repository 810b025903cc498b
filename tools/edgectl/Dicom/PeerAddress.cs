using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Edge.Ctl.Dicom;

/// <summary>Where a DICOM peer listens, as given on a command line: HOST:PORT or [ADDRESS]:PORT.</summary>
/// <param name="Host">Host name or address.</param>
/// <param name="Port">1 to 65535.</param>
internal sealed record PeerAddress(string Host, int Port)
{
    /// <summary>The argument of verbs that speak to a peer.</summary>
    public static Argument<PeerAddress> Argument() => new("HOST:PORT")
    {
        Description = "The peer, for example 10.0.0.7:104 or [fe80::1]:11112.",
        CustomParser = Parse,
    };

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    private static PeerAddress? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        int colon = text.LastIndexOf(':');
        string host = colon > 0 ? text[..colon] : string.Empty;
        bool isBracketed = host.StartsWith('[') && host.EndsWith(']');
        if (isBracketed)
        {
            host = host[1..^1];
        }

        if (host.Length > 0
            && (isBracketed || !host.Contains(':', StringComparison.Ordinal))
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            && port is >= 1 and <= 65535)
        {
            return new PeerAddress(host, port);
        }

        result.AddError($"'{text}' is no HOST:PORT with a port from 1 to 65535.");
        return null;
    }
}
