using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Edge.Contracts;
using Edge.Dicom.Network;

namespace Edge.Runtime.FrontDoor;

/// <summary>
/// Checks user names and passwords of associations (PS3.7 D.3.3.7). Passwords are taken over TLS only. What a password was good for is remembered by a
/// keyed hash, since checking it anew takes a tenth of a second, on purpose.
/// </summary>
internal sealed class UserAccounts(DicomConfig config, TimeProvider time)
{
    private const byte NameAndPassword = 2;

    // Compared against when there is no such user, so that an answer takes as long.
    private static readonly string NobodysHash = PasswordHash.Create(RandomNumberGenerator.GetBytes(16));

    private readonly Lock _oneAtATime = new();
    private readonly PasswordGuesses _guesses = new(time);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Dictionary<string, byte[]> _good = new(StringComparer.Ordinal);

    /// <summary>Whether the user may. Called on the association's thread; one password is checked at a time, so that guessing costs no more than a core.</summary>
    public AssociationDecision Check(AssociationRequest request)
    {
        if (config.Users is not { } users)
        {
            return AssociationDecision.Accept;
        }

        if (request.Tls is null)
        {
            return request.Identity is { Secondary.Length: > 0 }
                ? Refuse("it sent a password without TLS, where anyone on the way can read it")
                : AssociationDecision.Accept;
        }

        return request.Identity switch
        {
            null when users.Required => Refuse("it named no user"),
            null => AssociationDecision.Accept,
            { Type: NameAndPassword } identity => Check(request.Remote.Address, identity, users),
            _ => Refuse("its kind of user identity is not taken here; set it to user name and password"),
        };
    }

    private AssociationDecision Check(IPAddress address, UserIdentity identity, DicomUsersConfig users)
    {
        string name = Encoding.UTF8.GetString(identity.Primary.Span);
        DicomUserConfig? account = users.Accounts.FirstOrDefault(account => account.Name == name);
        byte[] mark = HMACSHA256.HashData(_key, identity.Secondary.Span);
        lock (_oneAtATime)
        {
            if (_guesses.WaitOf(address) is { } wait && wait > TimeSpan.Zero)
            {
                return Refuse(string.Create(
                    CultureInfo.InvariantCulture,
                    $"too many wrong passwords came from its address, so that none is looked at for another {Math.Ceiling(wait.TotalSeconds)} s"));
            }

            if (account is not null && _good.TryGetValue(name, out byte[]? good) && CryptographicOperations.FixedTimeEquals(good, mark))
            {
                _guesses.Right(address);
                return AssociationDecision.Accept with { ConfirmsIdentity = true };
            }

            bool isGood = PasswordHash.Verify(account?.PasswordHash ?? NobodysHash, identity.Secondary.Span) && account is not null;
            if (!isGood)
            {
                _guesses.Wrong(address);
                return Refuse("the user name or password is wrong");
            }

            _guesses.Right(address);
            _good[name] = mark;
            return AssociationDecision.Accept with { ConfirmsIdentity = true };
        }
    }

    private static AssociationDecision Refuse(string detail) => AssociationDecision.Reject(AssociationRejection.NoReason, detail);
}
