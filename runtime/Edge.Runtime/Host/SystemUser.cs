using System.Globalization;

namespace Edge.Runtime.Host;

/// <summary>Users of this machine (passwd(5)).</summary>
internal static class SystemUser
{
    private const string Passwords = "/etc/passwd";
    private const int IdField = 2;

    /// <summary>Number of a user.</summary>
    /// <exception cref="InvalidOperationException">There is no such user; the message says what to do.</exception>
    public static uint IdOf(string name, string passwords = Passwords) =>
        File.ReadLines(passwords).Select(line => line.Split(':')).FirstOrDefault(fields => fields[0] == name && fields.Length > IdField) is { } fields
        && uint.TryParse(fields[IdField], NumberStyles.None, CultureInfo.InvariantCulture, out uint id)
            ? id
            : throw new InvalidOperationException($"updates.user: this machine has no user '{name}'. Make it (systemd-sysusers), or write null.");
}
