using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Edge.Ctl.Fleet.Authority;
using Edge.Ctl.Release;
using Edge.Releases.Keys;

namespace Edge.Ctl.Fleet;

/// <summary><c>edgectl fleet authority DIR</c>: makes the authority that devices' certificates come from.</summary>
internal static class FleetAuthority
{
    private const int YearsDefault = 10;
    private const int YearsMax = 30;
    private const int DaysPerYear = 365;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var directory = new Argument<string>("DIR") { Description = "Folder for it; the key in it is encrypted." };
        var name = new Option<string>("--name") { Description = "Its name (default: Edge devices).", HelpName = "NAME", DefaultValueFactory = static _ => "Edge devices" };
        var years = new Option<int>("--years") { Description = "How long it is valid, 1 to 30 (default: 10).", HelpName = "N", DefaultValueFactory = static _ => YearsDefault };
        years.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > YearsMax)
            {
                result.AddError($"--years is 1 to {YearsMax}.");
            }
        });
        var keys = new KeyFile();
        var verb = new Command("authority", "Makes the authority that devices' certificates come from, and says its fingerprint.") { directory, name, years, keys.PassphraseFile };
        verb.SetAction(parsed =>
        {
            var folder = new AuthorityFolder(Path.GetFullPath(parsed.GetRequiredValue(directory)));
            string passphrase = keys.NewPassphrase(parsed);
            using SigningKey key = SigningKey.Create(EcdsaCurve.P256);
            folder.Make(parsed.GetRequiredValue(name), key, passphrase, TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(DaysPerYear * parsed.GetValue(years)));
            using X509Certificate2 certificate = folder.ReadCertificate();
            Console.WriteLine($"{folder.CertificateFile} is the authority: the broker's cafile. Its fingerprint is\n{certificate.GetCertHashString(HashAlgorithmName.SHA256)}");
            return 0;
        });
        return verb;
    }
}
