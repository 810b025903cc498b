using System.CommandLine;
using Edge.Ctl.Appliance;
using Edge.Releases.ModelSigning;

namespace Edge.Ctl.Release;

/// <summary><c>edgectl release verify DIR</c>: whether a folder is exactly what was signed.</summary>
internal static class ReleaseVerify
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string> folder = ReleaseFolder.Argument();
        var key = new Option<string?>("--key") { Description = "Public key, PEM, that must have signed.", HelpName = "FILE" };
        var authorities = new Option<string[]>("--authority") { Description = "Root certificate, PEM, above the signer's; may be given again.", HelpName = "FILE" };
        Option<string?> signature = ReleaseFolder.Signature();
        Option<string[]> ignore = ReleaseFolder.Ignore();
        var command = new Command("verify", "Verifies that a model release is exactly what was signed.") { folder, key, authorities, signature, ignore };
        command.SetAction(parsed =>
        {
            string directory = parsed.GetRequiredValue(folder);
            SignerTrust trust = Trust(parsed.GetValue(key), parsed.GetValue(authorities) ?? []);
            SignedModel signed = ModelSignature.Verify(
                directory, ReleaseFolder.SignatureOf(directory, parsed.GetValue(signature)), trust, parsed.GetValue(ignore) ?? []);
            Console.WriteLine($"{directory}: {signed.Resources.Count} files of {signed.Name}, digest {signed.RootSha256}, signed by {signed.Signer}");
            return 0;
        });
        return command;
    }

    /// <summary>Whom the caller trusts.</summary>
    /// <exception cref="ApplianceException">Nobody, or both ways.</exception>
    public static SignerTrust Trust(string? key, string[] authorities) => (key, authorities.Length) switch
    {
        ({ } file, 0) => new KeyTrust(KeyFile.ReadText(file)),
        (null, > 0) => new CertificateTrust(ReleaseFolder.Certificates(authorities), TimeProvider.System.GetUtcNow()),
        _ => throw new ApplianceException("Give the public key that must have signed (--key), or a root certificate (--authority)."),
    };
}
