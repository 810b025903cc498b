using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace Edge.EndToEnd.Tests;

/// <summary>Central operations that give devices certificates: <c>edgectl fleet authority</c> and <c>enrol-serve</c>.</summary>
internal sealed class EnrolmentOffice : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private Process? _server;

    private EnrolmentOffice(string folder) => _folder = folder;

    /// <summary>The authority's certificate.</summary>
    public string Ca => Path.Combine(Authority, "devices-ca.crt");

    /// <summary>The authority's key, encrypted with what is in <see cref="Passphrase"/>.</summary>
    public string CaKey => Path.Combine(Authority, "devices-ca.key");

    /// <summary>Where tokens are kept.</summary>
    public string Tokens => Path.Combine(Authority, "tokens");

    /// <summary>File with the passphrase.</summary>
    public string Passphrase => Path.Combine(_folder, "passphrase");

    /// <summary>Address of the server.</summary>
    public string Address { get; private set; } = "";

    /// <summary>SHA-256 of the authority's certificate, by openssl.</summary>
    public string Fingerprint { get; private set; } = "";

    private string Authority => Path.Combine(_folder, "authority");

    public static async Task<EnrolmentOffice> OpenAsync(string folder, CancellationToken cancellationToken)
    {
        var office = new EnrolmentOffice(folder);
        await File.WriteAllTextAsync(office.Passphrase, "correct horse battery", cancellationToken);
        await ReleaseDesk.DoneAsync(cancellationToken, "fleet", "authority", office.Authority, "--passphrase-file", office.Passphrase);
        office.Fingerprint = (await OpensslAsync(cancellationToken, "x509", "-in", office.Ca, "-noout", "-fingerprint", "-sha256")).Split('=')[1].Trim();
        await office.StartAsync(cancellationToken);
        return office;
    }

    /// <summary>Makes a token for a device.</summary>
    public async Task<string> TokenAsync(string device, CancellationToken cancellationToken) =>
        (await ReleaseDesk.DoneAsync(cancellationToken, "fleet", "enrol-token", Authority, device)).Output.Trim();

    /// <summary>Enrols a device by its configuration.</summary>
    public async Task<Outcome> EnrolAsync(string config, string token, CancellationToken cancellationToken, string? fingerprint = null)
    {
        string file = Path.Combine(_folder, "token");
        await File.WriteAllTextAsync(file, token, cancellationToken);
        return await Tool.RunAsync(
            Checkout.Program("edgectl"), "edgectl", ["enrol", Address, "--config", config, "--token-file", file, "--ca-sha256", fingerprint ?? Fingerprint], cancellationToken);
    }

    /// <summary>Writes the configuration of the workstation with the broker of this office.</summary>
    /// <returns>The file; what belongs to TLS is in the folder <c>tls</c> beside it.</returns>
    public async Task<string> ConfigureAsync(int brokerPort, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "tls"));
        JsonNode config = JsonNode.Parse(await File.ReadAllTextAsync(Checkout.WorkstationConfig, cancellationToken))!;
        config["models"]!["directory"] = Path.Combine(_folder, "models");
        config["mqtt"] = new JsonObject
        {
            ["host"] = "127.0.0.1",
            ["port"] = brokerPort,
            ["tls"] = new JsonObject { ["ca"] = "tls/ca.crt", ["certificate"] = "tls/device.crt", ["key"] = "tls/device.key", ["enrolment"] = Address },
        };
        string file = Path.Combine(_folder, "enrolled.json");
        await File.WriteAllTextAsync(file, config.ToJsonString(), cancellationToken);
        return file;
    }

    /// <summary>A certificate of this authority, made here and not by edgectl.</summary>
    /// <param name="request">What is asked for, and its key.</param>
    /// <param name="from">When it begins, from now.</param>
    /// <param name="to">When it ends, from now.</param>
    public X509Certificate2 Issue(CertificateRequest request, TimeSpan from, TimeSpan to)
    {
        using X509Certificate2 authority = Open();
        using ECDsa key = authority.GetECDsaPrivateKey()!;
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return request.Create(authority.SubjectName, X509SignatureGenerator.CreateForECDsa(key), now + from, now + to, RandomNumberGenerator.GetBytes(8));
    }

    /// <summary>Writes a list of revoked certificates.</summary>
    public string Revoke(X509Certificate2 certificate)
    {
        using X509Certificate2 authority = Open();
        var list = new CertificateRevocationListBuilder();
        list.AddEntry(certificate);
        byte[] crl = list.Build(authority, 1, TimeProvider.System.GetUtcNow().AddDays(1), HashAlgorithmName.SHA256);
        string file = Path.Combine(_folder, "revoked.pem");
        File.WriteAllText(file, PemEncoding.WriteString("X509 CRL", crl) + "\n");
        return file;
    }

    /// <summary>Ends the server.</summary>
    public void Close()
    {
        Tool.Kill(_server!);
        _server!.Dispose();
        _server = null;
    }

    /// <summary>Runs openssl, which must succeed.</summary>
    public static async Task<string> OpensslAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        Outcome outcome = await Tool.RunAsync("openssl", "openssl", arguments, cancellationToken);
        Assert.True(outcome.ExitCode == 0, $"openssl {string.Join(' ', arguments)}: {outcome.Output}{outcome.Errors}");
        return outcome.Output;
    }

    public ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            Close();
        }

        return ValueTask.CompletedTask;
    }

    private X509Certificate2 Open()
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(Ca);
        using var key = ECDsa.Create();
        key.ImportFromEncryptedPem(File.ReadAllText(CaKey), File.ReadAllText(Passphrase));
        return certificate.CopyWithPrivateKey(key);
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        _server = Tool.Start(
            Checkout.Program("edgectl"), "edgectl", ["fleet", "enrol-serve", Authority, "--listen", "127.0.0.1:0", "--name", "127.0.0.1", "--passphrase-file", Passphrase]);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(StartLimit);
        string? line = await _server.StandardOutput.ReadLineAsync(limited.Token);
        Assert.True(line?.StartsWith("ready https://", StringComparison.Ordinal) == true, $"edgectl fleet enrol-serve said '{line}' instead of ready.");
        Address = line!["ready ".Length..];
    }
}
