using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Edge.Contracts;

namespace Edge.Runtime.Access;

/// <summary>
/// Who may sign in to the page. Names, roles and password hashes lie in <see cref="DataDirectory.Users"/>, for its owner alone. Each change survives loss
/// of power on return.
/// </summary>
internal sealed partial class Users(DataDirectory data, TimeProvider time, ILogger<Users> log)
{
    /// <summary>Users at most.</summary>
    public const int UsersMax = 256;

    // Who does not exist is looked for as long as who does.
    private static readonly string NobodysHash = PasswordHash.Create("nobody has this password"u8);

    private readonly Lock _lock = new();
    private FrozenDictionary<string, UserAccount>? _accounts;

    /// <summary>True once there is a user: until then the page is for this machine alone, and only shows.</summary>
    public bool HasAny => Accounts().Count > 0;

    /// <summary>Every user, by name.</summary>
    public IReadOnlyList<UserView> List() => [.. Accounts().Values.OrderBy(user => user.Name, StringComparer.Ordinal).Select(user => user.ToView())];

    /// <summary>A user; null when there is none of that name.</summary>
    public UserAccount? Find(string name) => Accounts().GetValueOrDefault(name);

    /// <summary>The user whose password it is; null when it is not. Takes as long for a wrong name as for a wrong password.</summary>
    public UserAccount? Check(string name, string password)
    {
        UserAccount? user = Find(name);
        return PasswordHash.Verify(user?.Hash ?? NobodysHash, Encoding.UTF8.GetBytes(password)) ? user : null;
    }

    /// <summary>Adds a user, or gives one of that name another role and password.</summary>
    /// <returns>The user; null when there are too many.</returns>
    /// <exception cref="IOException">The disk failed; the users are as before.</exception>
    public UserAccount? Put(string name, UserRole role, string password)
    {
        string hash = PasswordHash.Create(Encoding.UTF8.GetBytes(password));
        lock (_lock)
        {
            FrozenDictionary<string, UserAccount> before = Accounts();
            if (before.Count >= UsersMax && !before.ContainsKey(name))
            {
                return null;
            }

            DateTimeOffset now = time.GetUtcNow();
            var user = new UserAccount(name, role, before.GetValueOrDefault(name)?.CreatedAt ?? now, now, hash);
            Write(before.Values.Where(other => other.Name != name).Append(user));
            LogPut(name, role);
            return user;
        }
    }

    /// <summary>Gives a user another password, where the account is still as it was when somebody looked.</summary>
    /// <param name="name">Who.</param>
    /// <param name="expectedHash">Hash of the password so far.</param>
    /// <param name="password">The new one.</param>
    /// <returns>The user; null when the account was removed or got another password meanwhile.</returns>
    /// <exception cref="IOException">The disk failed; the users are as before.</exception>
    public UserAccount? Change(string name, string expectedHash, string password)
    {
        string hash = PasswordHash.Create(Encoding.UTF8.GetBytes(password));
        lock (_lock)
        {
            FrozenDictionary<string, UserAccount> before = Accounts();
            if (before.GetValueOrDefault(name) is not { } account || account.Hash != expectedHash)
            {
                return null;
            }

            UserAccount user = account with { PasswordSetAt = time.GetUtcNow(), Hash = hash };
            Write(before.Values.Where(other => other.Name != name).Append(user));
            LogPut(name, user.Role);
            return user;
        }
    }

    /// <summary>Removes a user, whose sign-ins end at once.</summary>
    /// <returns>False when there was none of that name.</returns>
    /// <exception cref="IOException">The disk failed; the users are as before.</exception>
    public bool Remove(string name)
    {
        lock (_lock)
        {
            FrozenDictionary<string, UserAccount> before = Accounts();
            if (!before.ContainsKey(name))
            {
                return false;
            }

            Write(before.Values.Where(other => other.Name != name));
            LogRemoved(name);
            return true;
        }
    }

    private FrozenDictionary<string, UserAccount> Accounts()
    {
        lock (_lock)
        {
            return _accounts ??= Read();
        }
    }

    // Where the file is open to others, nobody gets in with it, and nobody without it either: it stays a page with users.
    private FrozenDictionary<string, UserAccount> Read()
    {
        IReadOnlyList<string> lines = OwnerFile.Read(data.Users, UsersMax);
        bool isOpen = OwnerFile.IsOpenToOthers(data.Users);
        if (isOpen)
        {
            LogOpenToOthers(data.Users);
        }

        return lines.Select(Parse).OfType<UserAccount>()
            .Select(user => isOpen ? user with { Hash = NobodysHash } : user)
            .DistinctBy(user => user.Name, StringComparer.Ordinal)
            .ToFrozenDictionary(user => user.Name, StringComparer.Ordinal);
    }

    private void Write(IEnumerable<UserAccount> users)
    {
        UserAccount[] all = [.. users.OrderBy(user => user.Name, StringComparer.Ordinal)];
        OwnerFile.Write(data.Users, all.Select(Line));
        _accounts = all.ToFrozenDictionary(user => user.Name, StringComparer.Ordinal);
    }

    private static string Line(UserAccount user) => string.Create(
        CultureInfo.InvariantCulture,
        $"{user.Name} {JsonNamingPolicy.CamelCase.ConvertName(user.Role.ToString())} {user.CreatedAt.ToUnixTimeMilliseconds()} {user.PasswordSetAt.ToUnixTimeMilliseconds()} {user.Hash}");

    private static UserAccount? Parse(string line) =>
        line.Split(' ') is [var name, var role, var created, var set, var hash]
        && UserNames.TroubleOfName(name) is null
        && Enum.TryParse(role, ignoreCase: true, out UserRole known) && Enum.IsDefined(known)
        && long.TryParse(created, NumberStyles.None, CultureInfo.InvariantCulture, out long createdAt)
        && long.TryParse(set, NumberStyles.None, CultureInfo.InvariantCulture, out long setAt)
        && PasswordHash.IsWellFormed(hash)
            ? new UserAccount(name, known, DateTimeOffset.FromUnixTimeMilliseconds(createdAt), DateTimeOffset.FromUnixTimeMilliseconds(setAt), hash)
            : null;

    [LoggerMessage(13001, LogLevel.Information, "User {Name} was written as {Role}, with a new password")]
    private partial void LogPut(string name, UserRole role);

    [LoggerMessage(13002, LogLevel.Information, "User {Name} was removed")]
    private partial void LogRemoved(string name);

    [LoggerMessage(13003, LogLevel.Error, "{File} can be read or written by others than its owner, so that no password in it counts. After chmod 600 set new ones: edgectl user password NAME.")]
    private partial void LogOpenToOthers(string file);
}
