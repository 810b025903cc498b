using System.CommandLine;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Edge.Ctl.Appliance;
using Edge.Ctl.Fleet.Authority;
using Edge.Ctl.Release;
using Edge.Releases.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Edge.Ctl.Fleet;

/// <summary><c>edgectl fleet enrol-serve DIR</c>: gives devices their certificates, over HTTPS.</summary>
internal static class FleetEnrolServe
{
    private const double DaysDefault = 90;
    private const double DaysMax = 825;

    private static readonly TimeSpan ServerLife = TimeSpan.FromDays(825);

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var directory = new Argument<string>("DIR") { Description = "Folder of the authority (edgectl fleet authority)." };
        var listen = new Option<string>("--listen") { Description = "Where it listens; port 0: any.", HelpName = "ADDRESS:PORT", Required = true };
        var names = new Option<string[]>("--name") { Description = "Name or address by which devices reach it; may be given again.", HelpName = "HOST", Required = true };
        var days = new Option<double>("--days") { Description = "How long a device's certificate is valid (default: 90). It renews when a third of that is left.", HelpName = "DAYS", DefaultValueFactory = static _ => DaysDefault };
        var keys = new KeyFile();
        var verb = new Command("enrol-serve", "Gives devices their first certificate for a token, and the next ones for the one before (EST, RFC 7030), until it is ended.") { directory, listen, names, days, keys.PassphraseFile };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var folder = new AuthorityFolder(Path.GetFullPath(parsed.GetRequiredValue(directory)));
            if (!IPEndPoint.TryParse(parsed.GetRequiredValue(listen), out IPEndPoint? address))
            {
                throw new ApplianceException($"'{parsed.GetValue(listen)}' is no address and port. Write, for example, 0.0.0.0:8444.");
            }

            if (parsed.GetValue(days) is not (> 0 and <= DaysMax))
            {
                throw new ApplianceException($"--days is more than 0 and at most {DaysMax}.");
            }

            using X509Certificate2 certificate = folder.ReadCertificate();
            using SigningKey key = keys.Read(parsed, folder.KeyFile);
            var authority = new DeviceAuthority(certificate, key);
            using X509Certificate2 identity = authority.IssueServer(parsed.GetRequiredValue(names), TimeProvider.System.GetUtcNow(), ServerLife);
            var desk = new EnrolmentDesk(folder, authority, TimeSpan.FromDays(parsed.GetValue(days)), TimeProvider.System);
            await using WebApplication server = EnrolmentServer.Build(desk, authority, address, identity, Console.Error.WriteLine);
            await StartAsync(server, cancellation);
            await Console.Out.WriteLineAsync($"ready {server.Urls.First()}");
            await server.WaitForShutdownAsync(cancellation);
            return 0;
        });
        return verb;
    }

    private static async Task StartAsync(WebApplication server, CancellationToken cancellation)
    {
        try
        {
            await server.StartAsync(cancellation);
        }
        catch (IOException busy)
        {
            throw new ApplianceException($"It cannot listen there: {busy.Message}", busy);
        }
    }
}
