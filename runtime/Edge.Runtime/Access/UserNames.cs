using System.Text;
using Edge.Contracts;

namespace Edge.Runtime.Access;

/// <summary>What names and passwords of users must be.</summary>
internal static class UserNames
{
    /// <summary>Longest name, in characters.</summary>
    public const int NameLengthMax = 32;

    /// <summary>Shortest password, in characters.</summary>
    public const int PasswordLengthMin = 10;

    /// <summary>Why a name cannot be; null when it can.</summary>
    public static string? TroubleOfName(string name) =>
        name.Length is > 0 and <= NameLengthMax && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            ? null
            : $"'{name}' is no name. Write 1 to {NameLengthMax} of A-Z a-z 0-9 - _ and full stops.";

    /// <summary>The name where it can be one; else a word for all that cannot: what somebody types may be a password.</summary>
    public static string OrUnknown(string name) => TroubleOfName(name) is null ? name : "unknown";

    /// <summary>Why a password cannot be; null when it can.</summary>
    public static string? TroubleOfPassword(string name, string password)
    {
        if (password.Length < PasswordLengthMin || Encoding.UTF8.GetByteCount(password) > PasswordHash.MaxPasswordBytes)
        {
            return $"A password has at least {PasswordLengthMin} characters and at most {PasswordHash.MaxPasswordBytes} bytes. Choose another one.";
        }

        return password.Contains(name, StringComparison.OrdinalIgnoreCase) || password.Distinct().Count() < 4
            ? "This password is too easy to guess: it holds the name, or few different characters. Choose another one."
            : null;
    }
}
