using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Edge.Ctl.Appliance;
using Edge.Releases.Storage;

namespace Edge.Ctl.Fleet.Authority;

/// <summary>What is kept of a token: never the token, whose SHA-256 is the file's name. It has 256 bits of chance, so that a plain hash tells nobody what it was.</summary>
/// <param name="Device">SITE/DEVICE that it is for.</param>
/// <param name="ExpiresAt">From when on it is refused.</param>
/// <param name="UsedBy">SHA-256 of the public key that it was used for; null: it was not.</param>
/// <param name="Certificate">What was issued for it, PEM: whoever asks again with the same key, because the answer was lost, gets the same.</param>
internal sealed record EnrolmentToken(string Device, DateTimeOffset ExpiresAt, string? UsedBy, string? Certificate)
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int SecretBytes = 32;
    private const int LettersMax = 200;

    /// <summary>Makes a token and keeps its hash. Durable on return.</summary>
    /// <returns>The token, which is nowhere else.</returns>
    public static string Make(AuthorityFolder folder, string device, DateTimeOffset expiresAt)
    {
        string secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        new EnrolmentToken(device, expiresAt, null, null).Write(folder, secret);
        return secret;
    }

    /// <summary>What is kept of a token; null when there is none such.</summary>
    public static EnrolmentToken? Find(AuthorityFolder folder, string secret)
    {
        string file = FileOf(folder, secret);
        try
        {
            return secret.Length is > 0 and <= LettersMax && File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), TokenJson.Default.EnrolmentToken) : null;
        }
        catch (JsonException malformed)
        {
            throw new ApplianceException($"{file} cannot be read: {malformed.Message}", malformed);
        }
    }

    /// <summary>Keeps it. Durable on return.</summary>
    public void Write(AuthorityFolder folder, string secret) => DurableFile.Replace(FileOf(folder, secret), JsonSerializer.SerializeToUtf8Bytes(this, TokenJson.Default.EnrolmentToken), Owner);

    private static string FileOf(AuthorityFolder folder, string secret) =>
        Path.Combine(folder.Tokens, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret))) + ".json");
}

/// <summary>How tokens are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EnrolmentToken))]
[JsonSerializable(typeof(IssuedCertificate))]
internal sealed partial class TokenJson : JsonSerializerContext;

/// <summary>A line of what was issued.</summary>
/// <param name="At">When.</param>
/// <param name="Device">For whom.</param>
/// <param name="By"><c>token</c> or <c>renewal</c>.</param>
/// <param name="Serial">Serial number, hexadecimal.</param>
/// <param name="NotAfter">Until when it is valid.</param>
internal sealed record IssuedCertificate(DateTimeOffset At, string Device, string By, string Serial, DateTimeOffset NotAfter);
