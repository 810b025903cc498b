using System.CommandLine;
using System.Globalization;
using Edge.Mqtt;

namespace Edge.Ctl.Fleet;

/// <summary>Options of the verbs that speak to the devices over the broker.</summary>
internal sealed class BrokerOptions
{
    private const int TlsPort = 8883;
    private const int PlainPort = 1883;
    private const int LastPort = 65535;

    private readonly Option<string> _broker = new("--broker") { Description = "The broker; the port is 8883 with --ca, else 1883, unless it is named.", HelpName = "HOST[:PORT]", Required = true };
    private readonly Option<string?> _ca = new("--ca") { Description = "PEM file of authorities that the broker's certificate must lead to: TLS is used.", HelpName = "FILE" };
    private readonly Option<string?> _certificate = new("--cert") { Description = "PEM file of the certificate to show to the broker.", HelpName = "FILE" };
    private readonly Option<string?> _key = new("--cert-key") { Description = "PEM file of its private key.", HelpName = "FILE" };
    private readonly Option<string?> _login = new("--login-file") { Description = "File with a user name on its first line and a password on its second.", HelpName = "FILE" };

    public BrokerOptions()
    {
        _broker.Validators.Add(result =>
        {
            if (Split(result.GetValueOrDefault<string>() ?? "", PlainPort) is null)
            {
                result.AddError("--broker names no host and port. Write HOST or HOST:PORT.");
            }
        });
    }

    /// <summary>Adds them to a verb.</summary>
    public void AddTo(Command verb)
    {
        foreach (Option option in new Option[] { _broker, _ca, _certificate, _key, _login })
        {
            verb.Add(option);
        }
    }

    /// <summary>The link that they describe. Each run of a verb is a client of its own, which the broker forgets when it ends.</summary>
    /// <exception cref="MqttException">The file with the user name cannot be read.</exception>
    public MqttLinkOptions Read(ParseResult parsed)
    {
        string? ca = parsed.GetValue(_ca);
        string? login = parsed.GetValue(_login);
        _ = login is null ? null : MqttCredentials.Read(login);
        (string host, int port) = Split(parsed.GetRequiredValue(_broker), ca is null ? PlainPort : TlsPort)!.Value;
        return new MqttLinkOptions
        {
            Host = host,
            Port = port,
            ClientId = $"edgectl-{Guid.NewGuid():N}",
            SessionExpiry = TimeSpan.Zero,
            CredentialsFile = login,
            Tls = ca is null ? null : new MqttTls(ca, parsed.GetValue(_certificate), parsed.GetValue(_key)),
        };
    }

    private static (string Host, int Port)? Split(string text, int customary)
    {
        int colon = text.LastIndexOf(':');
        bool bare = colon < 0 || (text.StartsWith('[') && text.EndsWith(']'));
        string host = (bare ? text : text[..colon]).Trim('[', ']');
        int port = customary;
        return host.Length > 0 && (bare || (int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= LastPort))
            ? (host, port)
            : null;
    }
}
