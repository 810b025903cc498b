using System.CommandLine;
using System.CommandLine.Parsing;
using Edge.Dicom.Network;

namespace Edge.Ctl.Dicom;

/// <summary>How to reach a peer over TLS, as options of a verb.</summary>
internal sealed class TlsOptions
{
    private readonly Option<bool> _tls = new("--tls") { Description = "Speak TLS 1.2 or 1.3." };
    private readonly Option<string?> _authorities = new("--ca")
    {
        Description = "PEM file of authorities, or of the peer itself, to believe; without it, those that the system trusts.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _certificate = new("--cert") { Description = "PEM file of our certificate and its intermediate ones.", HelpName = "FILE" };
    private readonly Option<string?> _key = new("--key") { Description = "PEM file of its private key, unencrypted.", HelpName = "FILE" };
    private readonly Option<string?> _serverName = new("--server-name")
    {
        Description = "Name that the peer's certificate must carry; without it, HOST.",
        HelpName = "NAME",
    };

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_tls, _authorities, _certificate, _key, _serverName])
        {
            command.Add(option);
        }

        command.Validators.Add(Check);
    }

    /// <summary>What was asked for; null: plain DICOM.</summary>
    /// <exception cref="TlsFileException">A file cannot be used.</exception>
    public TlsClient? Read(ParseResult parsed) => parsed.GetValue(_tls)
        ? TlsClient.Load(parsed.GetValue(_authorities), parsed.GetValue(_certificate), parsed.GetValue(_key), parsed.GetValue(_serverName))
        : null;

    private void Check(CommandResult result)
    {
        bool hasCertificate = result.GetValue(_certificate) is not null;
        if (hasCertificate != result.GetValue(_key) is not null)
        {
            result.AddError("--cert and --key go together.");
        }

        bool isOthers = hasCertificate || result.GetValue(_authorities) is not null || result.GetValue(_serverName) is not null;
        if (isOthers && !result.GetValue(_tls))
        {
            result.AddError("--ca, --cert, --key and --server-name need --tls.");
        }
    }
}
