using System.Security.Cryptography;
using System.Text;
using Edge.Releases.Json;

namespace Edge.Releases.Tuf.Metadata;

/// <summary>A delegation: which role may speak for which target paths (TUF 1.0.34 §4.5).</summary>
/// <param name="Name">The role.</param>
/// <param name="Signers">Its keys and threshold.</param>
/// <param name="Terminating">Whether later delegations are ignored for a path that this one matches.</param>
/// <param name="Patterns">Path patterns; null when prefixes are used.</param>
/// <param name="HashPrefixes">Prefixes of the SHA-256 of the path; null when patterns are used.</param>
internal sealed record Delegation(
    string Name, RoleKeys Signers, bool Terminating, IReadOnlyList<PathPattern>? Patterns, IReadOnlyList<string>? HashPrefixes)
{
    private const int NameLengthMax = 200;

    /// <summary>Reads an entry of <c>delegations.roles</c>.</summary>
    /// <exception cref="TrustException">It is malformed, or has the name of a top-level role.</exception>
    public static Delegation Read(JsonFields role, TufLimits limits)
    {
        string name = role.Text("name");
        if (name.Length is 0 or > NameLengthMax || RoleNames.TopLevel.Contains(name))
        {
            // A delegated role called root would be stored, and trusted, as root.json.
            throw new TrustException(TrustFailure.Malformed, $"'{name}' is no name of a delegated role.");
        }

        bool patterns = role.Has("paths");
        bool prefixes = role.Has("path_hash_prefixes");
        if (patterns && prefixes)
        {
            throw new TrustException(TrustFailure.Malformed, $"The delegation to {name} has both paths and path_hash_prefixes.");
        }

        return new Delegation(
            name,
            RoleKeys.Read(role, limits),
            role.Flag("terminating"),
            patterns ? [.. role.Texts("paths", limits.ListLengthMax).Select(pattern => new PathPattern(pattern))] : null,
            prefixes ? role.Texts("path_hash_prefixes", limits.ListLengthMax) : null);
    }

    /// <summary>Whether the role may speak for a path. One with neither patterns nor prefixes may speak for none.</summary>
    public bool Covers(string targetPath)
    {
        if (HashPrefixes is not null)
        {
            string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(targetPath)));
            return HashPrefixes.Any(prefix => hash.StartsWith(prefix, StringComparison.Ordinal));
        }

        return Patterns?.Any(pattern => pattern.Matches(targetPath)) == true;
    }
}
