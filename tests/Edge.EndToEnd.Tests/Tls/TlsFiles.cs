using System.Text.Json.Nodes;

namespace Edge.EndToEnd.Tests;

/// <summary>Who a program is over TLS, and whom it believes.</summary>
/// <param name="Certificate">PEM file.</param>
/// <param name="Key">PEM file of its key.</param>
/// <param name="Authority">PEM file of the authority that is believed.</param>
internal sealed record TlsFiles(string Certificate, string Key, string Authority)
{
    /// <summary>The same for DCMTK's programs.</summary>
    public string[] DcmtkOptions => ["+tls", Key, Certificate, "+cf", Authority];

    /// <summary>The same for edgectl.</summary>
    public string[] EdgectlOptions => ["--tls", "--ca", Authority, "--cert", Certificate, "--key", Key];

    /// <summary>The same for openssl s_client.</summary>
    public string[] OpensslOptions => ["-CAfile", Authority, "-cert", Certificate, "-key", Key];

    /// <summary>An override that makes a listener of the appliance speak TLS as this.</summary>
    public string Listener(int number, string clientCertificate) => $"dicom.listeners.{number}=" + new JsonObject
    {
        ["address"] = "127.0.0.1",
        ["port"] = 0,
        ["tls"] = new JsonObject
        {
            ["certificate"] = Certificate,
            ["key"] = Key,
            ["clientCa"] = clientCertificate == "none" ? null : Authority,
            ["clientCertificate"] = clientCertificate,
        },
    }.ToJsonString();
}
