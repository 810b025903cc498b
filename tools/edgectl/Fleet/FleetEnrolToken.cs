using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Edge.Ctl.Appliance;
using Edge.Ctl.Fleet.Authority;

namespace Edge.Ctl.Fleet;

/// <summary><c>edgectl fleet enrol-token DIR SITE/DEVICE</c>: a token for which one device gets its first certificate, once.</summary>
internal static class FleetEnrolToken
{
    private const double HoursDefault = 72;
    private const double HoursMax = 24 * 90;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var directory = new Argument<string>("DIR") { Description = "Folder of the authority (edgectl fleet authority)." };
        var device = new Argument<string>("SITE/DEVICE") { Description = "device.site and device.id of its configuration." };
        var hours = new Option<double>("--hours") { Description = "How long it can be used, at most 90 days (default: 72).", HelpName = "HOURS", DefaultValueFactory = static _ => HoursDefault };
        var verb = new Command("enrol-token", "Makes a token for which one device gets its first certificate, once. What is kept of it is its hash: it is shown now and never again.") { directory, device, hours };
        verb.SetAction(parsed =>
        {
            var folder = new AuthorityFolder(Path.GetFullPath(parsed.GetRequiredValue(directory)));
            string name = parsed.GetRequiredValue(device);
            double valid = parsed.GetValue(hours);
            if (name.Split('/') is not [{ Length: > 0 }, { Length: > 0 }] || name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('/' or '-' or '_' or '.')))
            {
                throw new ApplianceException($"'{name}' is no SITE/DEVICE.");
            }

            if (valid is not (> 0 and <= HoursMax))
            {
                throw new ApplianceException($"--hours is more than 0 and at most {HoursMax}.");
            }

            using X509Certificate2 authority = folder.ReadCertificate();
            string token = EnrolmentToken.Make(folder, name, TimeProvider.System.GetUtcNow().AddHours(valid));
            Console.WriteLine(token);
            Console.Error.WriteLine($"On the device: edgectl enrol https://SERVER --config /etc/edge/device.json --ca-sha256 {authority.GetCertHashString(HashAlgorithmName.SHA256)}");
            return 0;
        });
        return verb;
    }
}
