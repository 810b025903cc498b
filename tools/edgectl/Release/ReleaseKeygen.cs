using System.CommandLine;
using Edge.Ctl.Appliance;
using Edge.Releases.Keys;

namespace Edge.Ctl.Release;

/// <summary><c>edgectl release keygen KEY</c>: a new key pair, <c>KEY</c> encrypted and <c>KEY.pub</c>.</summary>
internal static class ReleaseKeygen
{
    /// <summary>The verb.</summary>
    public static Command Create(KeyFile keys)
    {
        var file = new Argument<string>("KEY") { Description = "Key file to make; the public key goes to KEY.pub. Neither may be there yet." };
        Option<string> curve = new Option<string>("--curve") { Description = "P-256 or P-384 (default: P-256).", DefaultValueFactory = _ => EcdsaCurve.P256.Name }
            .AcceptOnlyFromAmong(EcdsaCurve.P256.Name, EcdsaCurve.P384.Name);
        var command = new Command("keygen", "Makes a key pair; the private key is encrypted with a passphrase.") { file, curve, keys.PassphraseFile };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            using SigningKey key = SigningKey.Create(parsed.GetRequiredValue(curve) == EcdsaCurve.P384.Name ? EcdsaCurve.P384 : EcdsaCurve.P256);
            string encrypted = key.ToEncryptedPem(keys.NewPassphrase(parsed));
            Write(path, encrypted, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Write(path + ".pub", key.PublicPem, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            Console.WriteLine($"{path}: {key.Curve.Name}, key id {key.Id}");
            return 0;
        });
        return command;
    }

    private static void Write(string path, string content, UnixFileMode mode)
    {
        try
        {
            using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode });
            using var writer = new StreamWriter(file);
            writer.Write(content);
            writer.Flush();
            file.Flush(flushToDisk: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ApplianceException($"{path} cannot be made: {exception.Message}", exception);
        }
    }
}
