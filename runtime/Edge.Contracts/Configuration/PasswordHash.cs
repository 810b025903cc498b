using System.Globalization;
using System.Security.Cryptography;

namespace Edge.Contracts;

/// <summary>
/// How passwords stand in a configuration: <c>pbkdf2-sha512$ITERATIONS$SALT$HASH</c>, salt and hash in base64 (RFC 8018 PBKDF2 with HMAC-SHA-512). The
/// password cannot be had from it.
/// </summary>
public static class PasswordHash
{
    /// <summary>Longest password, in bytes: what a user identity sub-item may carry is longer, and costs time.</summary>
    public const int MaxPasswordBytes = 1024;

    private const string Scheme = "pbkdf2-sha512";
    private const int Iterations = 210_000;
    private const int MinIterations = 100_000;
    private const int MaxIterations = 10_000_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    /// <summary>A new hash with a salt of its own. Takes about a tenth of a second, on purpose.</summary>
    /// <param name="password">UTF-8, 1 to <see cref="MaxPasswordBytes"/> bytes.</param>
    public static string Create(ReadOnlySpan<byte> password)
    {
        ArgumentOutOfRangeException.ThrowIfZero(password.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(password.Length, MaxPasswordBytes);
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        byte[] hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA512, HashBytes);
        return string.Create(CultureInfo.InvariantCulture, $"{Scheme}${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    /// <summary>True when the text has the form that <see cref="Create"/> gives.</summary>
    public static bool IsWellFormed(string hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        return TryRead(hash, out _, out _, out _);
    }

    /// <summary>True when the password is the one that the hash was made of. Takes as long whether it is or not.</summary>
    /// <exception cref="FormatException">The hash has not the form of one.</exception>
    public static bool Verify(string hash, ReadOnlySpan<byte> password)
    {
        ArgumentNullException.ThrowIfNull(hash);
        if (!TryRead(hash, out int iterations, out byte[] salt, out byte[] expected))
        {
            throw new FormatException("This is no password hash.");
        }

        if (password.Length > MaxPasswordBytes)
        {
            return false;
        }

        byte[] actual = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA512, expected.Length);
        return CryptographicOperations.FixedTimeEquals(actual, expected);
    }

    private static bool TryRead(string text, out int iterations, out byte[] salt, out byte[] hash)
    {
        (iterations, salt, hash) = (0, [], []);
        string[] parts = text.Split('$');
        if (parts.Length != 4 || parts[0] != Scheme
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out iterations)
            || iterations is < MinIterations or > MaxIterations)
        {
            return false;
        }

        salt = new byte[SaltBytes];
        hash = new byte[HashBytes];
        return Convert.TryFromBase64String(parts[2], salt, out int saltBytes) && saltBytes == SaltBytes
            && Convert.TryFromBase64String(parts[3], hash, out int hashBytes) && hashBytes == HashBytes;
    }
}
