using System.CommandLine;
using Edge.Ctl.Appliance;
using Edge.Releases.Keys;
using Edge.Releases.ModelSigning;

namespace Edge.Ctl.Release;

/// <summary><c>edgectl release sign DIR</c>: an OpenSSF Model Signing v1.0 signature over every file.</summary>
internal static class ReleaseSign
{
    /// <summary>The verb.</summary>
    public static Command Create(KeyFile keys)
    {
        Argument<string> folder = ReleaseFolder.Argument();
        var key = new Option<string>("--key") { Description = "Key file that signs.", HelpName = "KEY", Required = true };
        var certificates = new Option<string[]>("--certificate")
        {
            Description = "Certificate of the key, PEM, then those above it but the root; may be given again. Without one the key signs by itself.",
            HelpName = "FILE",
        };
        Option<string?> signature = ReleaseFolder.Signature();
        Option<string[]> ignore = ReleaseFolder.Ignore();
        var command = new Command("sign", "Signs every file of a model release.") { folder, key, keys.PassphraseFile, certificates, signature, ignore };
        command.SetAction(parsed =>
        {
            string directory = parsed.GetRequiredValue(folder);
            using SigningKey signing = keys.Read(parsed, parsed.GetRequiredValue(key));
            var signer = new ModelSigner(signing, ReleaseFolder.Certificates(parsed.GetValue(certificates) ?? []));
            string file = ReleaseFolder.SignatureOf(directory, parsed.GetValue(signature));
            try
            {
                SignedModel signed = ModelSignature.Sign(directory, file, signer, parsed.GetValue(ignore) ?? []);
                Console.WriteLine($"{file}: {signed.Resources.Count} files of {signed.Name}, digest {signed.RootSha256}, by {signed.Signer}");
                return 0;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new ApplianceException($"{directory} cannot be signed: {exception.Message}", exception);
            }
        });
        return command;
    }
}
