using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Edge.Contracts;
using Edge.Ctl.Appliance;
using Edge.Ctl.Release;
using Edge.Dicom;
using Edge.Releases.Identity;
using Edge.Releases.Storage;

namespace Edge.Ctl.Enrol;

/// <summary><c>edgectl enrol SERVER</c>: gets this device its certificate for a token. The key is made here and never leaves.</summary>
internal static class EnrolVerb
{
    private const string DefaultConfig = "/etc/edge/device.json";
    private const string TokenVariable = "EDGE_TOKEN";

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var server = new Argument<Uri>("SERVER")
        {
            Description = "Address of the enrolment server, https://HOST[:PORT].",
            CustomParser = static result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttps)
                {
                    return address;
                }

                result.AddError($"'{result.Tokens[0].Value}' is no https:// address.");
                return null;
            },
        };
        var config = new Option<string>("--config") { Description = $"Device configuration: mqtt.tls says where key, certificate and authority belong (default: {DefaultConfig}).", HelpName = "FILE", DefaultValueFactory = static _ => DefaultConfig };
        var token = new Option<string?>("--token-file") { Description = $"File whose first line is the token (default: ${TokenVariable}, else the first line of standard input).", HelpName = "FILE" };
        var pin = new Option<string?>("--ca-sha256") { Description = "Fingerprint of the authority, as edgectl fleet enrol-token says it.", HelpName = "HEX" };
        var again = new Option<bool>("--again") { Description = "Gets a certificate though there is one, with a new key." };
        var verb = new Command("enrol", "Gets this device its certificate for a token (EST, RFC 7030). The key is made here and never leaves; the update agent renews the certificate.") { server, config, token, pin, again };
        verb.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                return await RunAsync(
                    parsed.GetRequiredValue(server), Read(parsed.GetRequiredValue(config)), parsed.GetValue(token), parsed.GetValue(pin), parsed.GetValue(again), cancellation);
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or CryptographicException)
            {
                throw new ApplianceException($"The device is not enrolled: {failed.Message}", failed);
            }
        });
        return verb;
    }

    private static async Task<int> RunAsync(Uri server, DeviceConfig config, string? tokenFile, string? pin, bool again, CancellationToken cancellation)
    {
        if (config.Mqtt?.Tls is not { Certificate: { } certificate, Key: { } keyFile } tls)
        {
            throw new ApplianceException("The configuration names no mqtt.tls.certificate and mqtt.tls.key, where a certificate and its key would belong.");
        }

        if (File.Exists(certificate) && !again)
        {
            throw new ApplianceException($"{certificate} is there already. With --again this device gets another one, with a new key.");
        }

        // 1. Whom to trust: the authority that is there, or the one that has the fingerprint.
        X509Certificate2Collection authorities = await AuthoritiesAsync(server, tls.Ca, pin, cancellation);

        // 2. A key; one that an attempt before has left is used again, so that its token still holds.
        string made = again ? keyFile + ".next" : keyFile;
        using ECDsa key = DeviceKey.OpenOrMake(made);

        // 3. The certificate.
        string name = $"{config.Device.Site}/{config.Device.Id}";
        using var est = new EstClient(server, authorities, null);
        X509Certificate2Collection issued = await est.EnrolAsync(name, Token(tokenFile), DeviceCertificate.Request(name, key), cancellation);

        // 4. In their places, the certificate last: with it the device is enrolled.
        if (!File.Exists(tls.Ca))
        {
            DurableFile.Replace(tls.Ca, Encoding.ASCII.GetBytes(string.Join('\n', authorities.Select(authority => authority.ExportCertificatePem())) + "\n"));
        }

        if (again)
        {
            DurableFile.Move(made, keyFile);
        }

        DateTimeOffset until = DeviceCertificate.Install(certificate, issued, name, key, authorities);
        Console.WriteLine($"{name} has a certificate until {until:u}: {certificate}. Its key is {keyFile}.");
        return 0;
    }

    private static async Task<X509Certificate2Collection> AuthoritiesAsync(Uri server, string file, string? pin, CancellationToken cancellation)
    {
        if (File.Exists(file))
        {
            var known = new X509Certificate2Collection();
            known.ImportFromPemFile(file);
            return known;
        }

        string wanted = pin?.Replace(":", "", StringComparison.Ordinal) ?? throw new ApplianceException($"{file} is not there, so that nobody knows whom to trust. Give --ca-sha256, or put the authority's certificate there.");
        using var first = new EstClient(server, authorities: null, identity: null);
        X509Certificate2Collection named = await first.AuthoritiesAsync(cancellation);
        X509Certificate2 authority = named.FirstOrDefault(one => one.GetCertHashString(HashAlgorithmName.SHA256).Equals(wanted, StringComparison.OrdinalIgnoreCase))
            ?? throw new ApplianceException($"{server} names no authority with the fingerprint {wanted}. Somebody may be between: nothing was sent to it.");
        return new X509Certificate2Collection(authority);
    }

    private static DeviceConfig Read(string file)
    {
        ConfigOutcome outcome = ConfigFile.Read(file, [], static keyword => DicomDictionary.TryFindKeyword(keyword, out _));
        return outcome.Config ?? throw new ApplianceException(string.Join('\n', outcome.Problems.Select(problem => $"{file}: {problem}")));
    }

    private static string Token(string? file)
    {
        string? text = file is not null ? KeyFile.ReadText(file).Split('\n')[0] : Environment.GetEnvironmentVariable(TokenVariable) ?? Console.In.ReadLine();
        return text?.Trim() is { Length: > 0 } token ? token : throw new ApplianceException($"There is no token. Give --token-file, set ${TokenVariable}, or write it to standard input.");
    }
}
