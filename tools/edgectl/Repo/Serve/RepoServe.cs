using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Edge.Ctl.Appliance;
using Edge.Ctl.Fleet;
using Edge.Mqtt;
using Microsoft.AspNetCore.Builder;

namespace Edge.Ctl.Repo.Serve;

/// <summary><c>edgectl repo serve REPO</c>: gives devices what is published, over the broker and over HTTPS.</summary>
internal static class RepoServe
{
    private const string PublicFolder = "public";

    /// <summary>Blocks on their way to the broker at once.</summary>
    private const int SendWindow = 64;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string> repository = RepoArguments.Repository();
        var broker = new BrokerOptions();
        var listen = new Option<string?>("--listen") { Description = "Serves the tree over HTTPS as well, at this address; port 0: any.", HelpName = "ADDRESS:PORT" };
        var certificate = new Option<string?>("--web-cert") { Description = "PEM file of the web server's certificate; without one only loopback can be listened on, in clear.", HelpName = "FILE" };
        var key = new Option<string?>("--web-key") { Description = "PEM file of its private key.", HelpName = "FILE" };
        var command = new Command("serve", "Answers devices' requests for releases over the broker, and serves the same tree over HTTPS, until it is ended.")
        {
            repository, listen, certificate, key,
        };
        broker.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            string tree = Path.Combine(parsed.GetRequiredValue(repository), PublicFolder);
            if (!Directory.Exists(tree))
            {
                throw new ApplianceException($"'{parsed.GetRequiredValue(repository)}' is no repository. Make one: edgectl repo init.");
            }

            using X509Certificate2? identity = Identity(parsed.GetValue(certificate), parsed.GetValue(key));
            WebApplication? web = parsed.GetValue(listen) is { } address ? TreeServer.Build(tree, Address(address, identity is not null), identity) : null;
            await using (web)
            {
                return await ServeAsync(tree, broker.Read(parsed), web, cancellation);
            }
        });
        return command;
    }

    private static async Task<int> ServeAsync(string tree, MqttLinkOptions options, WebApplication? web, CancellationToken cancellation)
    {
        await using var session = new BrokerSession(options with { SendWindow = SendWindow });
        using var blocks = new BlockServer(session.Link, tree, TimeProvider.System);
        Task<MqttReasonCode> subscribed = blocks.SubscribeAsync(cancellation);
        await session.ConnectAsync(cancellation);
        MqttReasonCode granted = await subscribed;
        if (granted >= MqttReasonCode.UnspecifiedError)
        {
            throw new ApplianceException($"The broker refuses the subscription to devices' requests with 0x{(int)granted:X2} {granted}. Check its access rules.");
        }

        if (web is not null)
        {
            await web.StartAsync(cancellation);
        }

        await Console.Out.WriteLineAsync(web is null ? "ready" : $"ready web={web.Urls.First()}");
        Task ended = await Task.WhenAny(blocks.RunAsync(cancellation), session.Running);
        await Console.Out.WriteLineAsync(blocks.Summary);
        if (cancellation.IsCancellationRequested)
        {
            return 0;
        }

        // What went wrong is said in its own words; a link that only ended has none.
        await ended;
        throw new ApplianceException("The link to the broker ended. Check the settings and start again.");
    }

    private static X509Certificate2? Identity(string? certificate, string? key)
    {
        if (certificate is null != key is null)
        {
            throw new ApplianceException("Give --web-cert and --web-key together.");
        }

        try
        {
            return certificate is null ? null : X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ApplianceException($"{certificate} and {key} are no certificate with its key: {unusable.Message}", unusable);
        }
    }

    private static IPEndPoint Address(string text, bool hasCertificate) =>
        !IPEndPoint.TryParse(text, out IPEndPoint? address) ? throw new ApplianceException($"'{text}' is no address and port. Write, for example, 0.0.0.0:8443.")
        : hasCertificate || IPAddress.IsLoopback(address.Address) ? address
        : throw new ApplianceException("Without a certificate only loopback can be listened on. Give --web-cert and --web-key.");
}
