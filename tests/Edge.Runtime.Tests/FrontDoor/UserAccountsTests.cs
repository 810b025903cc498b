using System.Net;
using System.Text;
using Edge.Contracts;
using Edge.Dicom.Network;
using Edge.Runtime.FrontDoor;

namespace Edge.Runtime.Tests.FrontDoor;

/// <summary>Users and their passwords: who is let in, and who guesses.</summary>
public sealed class UserAccountsTests
{
    private static readonly IPAddress Guesser = IPAddress.Parse("192.0.2.66");
    private static readonly IPAddress Scanner = IPAddress.Parse("192.0.2.7");
    private static readonly string Hash = PasswordHash.Create("right"u8);

    private readonly ManualTime _time = new();
    private readonly UserAccounts _accounts;

    public UserAccountsTests()
    {
        using var appliance = new TestAppliance();
        _accounts = new UserAccounts(
            appliance.Config.Dicom with { Users = new DicomUsersConfig(Required: true, [new DicomUserConfig("ct1", Hash)]) }, _time);
    }

    [Fact]
    public void Check_RightPassword_IsConfirmed()
    {
        Assert.True(Check(Scanner, "right").ConfirmsIdentity);
        Assert.NotNull(Check(Scanner, "wrong").Rejection);
        Assert.NotNull(Check(Scanner, "right", "ct2").Rejection);
        Assert.True(Check(Scanner, "right").ConfirmsIdentity);
    }

    [Fact]
    public void Check_ManyWrongPasswords_MakeTheirAddressWaitEvenWithTheRightOne()
    {
        for (int guess = 0; guess < 5; guess++)
        {
            Assert.Contains("is wrong", Check(Guesser, $"guess {guess}").Detail, StringComparison.Ordinal);
        }

        Assert.Contains("none is looked at for another 30 s", Check(Guesser, "right").Detail, StringComparison.Ordinal);
        Assert.Contains("none is looked at", Check(Guesser.MapToIPv6(), "right").Detail, StringComparison.Ordinal);
        Assert.Null(Check(Scanner, "right").Rejection);

        // One more, and the wait doubles.
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Contains("is wrong", Check(Guesser, "guess").Detail, StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Contains("none is looked at for another 29 s", Check(Guesser, "right").Detail, StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(Check(Guesser, "right").ConfirmsIdentity);

        // Forgiven: it starts anew.
        Assert.Contains("is wrong", Check(Guesser, "guess").Detail, StringComparison.Ordinal);
        Assert.True(Check(Guesser, "right").ConfirmsIdentity);
    }

    [Fact]
    public void Wrong_FromMoreAddressesThanAreRemembered_ForgetsTheOldest()
    {
        var guesses = new PasswordGuesses(_time);
        for (int guess = 0; guess < 6; guess++)
        {
            guesses.Wrong(Guesser);
        }

        Assert.Equal(TimeSpan.FromMinutes(1), guesses.WaitOf(Guesser));
        for (int other = 0; other < 5000; other++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            guesses.Wrong(new IPAddress([10, 0, (byte)(other >> 8), (byte)other]));
        }

        Assert.Equal(TimeSpan.Zero, guesses.WaitOf(Guesser));
    }

    private AssociationDecision Check(IPAddress address, string password, string user = "ct1") => _accounts.Check(SenderPolicyTests.Request("CT1", "EDGE") with
    {
        Remote = new IPEndPoint(address, 1000),
        Tls = new TlsSession("Tls13", "TLS_AES_256_GCM_SHA384", null),
        Identity = new UserIdentity(2, true, Encoding.UTF8.GetBytes(user), Encoding.UTF8.GetBytes(password)),
    });
}
