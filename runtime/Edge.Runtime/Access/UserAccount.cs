using System.Security.Cryptography;
using System.Text;
using Edge.Contracts;

namespace Edge.Runtime.Access;

/// <summary>A user of the page as the file has it.</summary>
/// <param name="Name">Name to sign in with.</param>
/// <param name="Role">What the user may do.</param>
/// <param name="CreatedAt">When the user was added, UTC.</param>
/// <param name="PasswordSetAt">When the password was last set, UTC.</param>
/// <param name="Hash">Hash of the password (<see cref="PasswordHash"/>).</param>
internal sealed record UserAccount(string Name, UserRole Role, DateTimeOffset CreatedAt, DateTimeOffset PasswordSetAt, string Hash)
{
    /// <summary>Length of <see cref="Generation"/> in characters.</summary>
    public const int GenerationLength = 32;

    /// <summary>Another one after each password that is set, whatever the clock says: hash of the hash, which has a salt.</summary>
    public string Generation => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Hash)))[..GenerationLength];

    /// <summary>The user without the hash.</summary>
    public UserView ToView() => new(Name, Role, CreatedAt, PasswordSetAt);
}
