using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Edge.Ctl.Appliance;
using Edge.Releases.ModelSigning;

namespace Edge.Ctl.Release;

/// <summary>Arguments that verbs on a signed folder share.</summary>
internal static class ReleaseFolder
{
    /// <summary>The release.</summary>
    public static Argument<string> Argument() => new("DIR") { Description = "The release: a folder, or a model that is one file." };

    /// <summary><c>--signature FILE</c>.</summary>
    public static Option<string?> Signature() => new("--signature")
    {
        Description = $"The signature (default: DIR/{ModelSignature.FileName}).",
        HelpName = "FILE",
    };

    /// <summary><c>--ignore PATH</c>.</summary>
    public static Option<string[]> Ignore() => new("--ignore")
    {
        Description = "A file or folder of DIR that is not part of the release; may be given again.",
        HelpName = "PATH",
    };

    /// <summary>Where the signature is.</summary>
    public static string SignatureOf(string folder, string? named) => named ?? Path.Combine(folder, ModelSignature.FileName);

    /// <summary>Reads certificates, PEM.</summary>
    /// <exception cref="ApplianceException">A file holds none.</exception>
    public static X509Certificate2Collection Certificates(IEnumerable<string> files)
    {
        X509Certificate2Collection all = [];
        foreach (string file in files)
        {
            try
            {
                all.ImportFromPem(KeyFile.ReadText(file));
            }
            catch (CryptographicException exception)
            {
                throw new ApplianceException($"{file} holds no certificate: {exception.Message}", exception);
            }
        }

        return all;
    }
}
