using System.Buffers.Text;
using System.Security.Cryptography;

namespace Edge.Runtime.Access;

/// <summary>Secrets nobody can guess.</summary>
internal static class RandomText
{
    private const int TokenBytes = 32;

    // Without letters and digits that are read for one another.
    private const string PasswordLetters = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>256 random bits for a cookie.</summary>
    public static string Token() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>A password of 79 bits that can be read out: four groups of four letters.</summary>
    public static string Password() =>
        string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(PasswordLetters, 4)));
}
