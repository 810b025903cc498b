namespace Edge.Contracts.Tests.Configuration;

public sealed class PasswordHashTests
{
    // python3: base64.b64encode(hashlib.pbkdf2_hmac('sha512', b'correct horse', bytes(range(16)), 210000, 32))
    private const string OfPython = "pbkdf2-sha512$210000$AAECAwQFBgcICQoLDA0ODw==$l4pqr0UVqxiWEnbGDBV//hzeVcB7ZgsFnr5Z+SZYIYg=";

    [Fact]
    public void Verify_HashMadeElsewhere_KnowsThePasswordAndNoOther()
    {
        Assert.True(PasswordHash.Verify(OfPython, "correct horse"u8));
        Assert.False(PasswordHash.Verify(OfPython, "correct horsf"u8));
        Assert.False(PasswordHash.Verify(OfPython, new byte[PasswordHash.MaxPasswordBytes + 1]));
    }

    [Fact]
    public void Create_SamePasswordTwice_GivesDifferentHashesThatBothVerify()
    {
        string first = PasswordHash.Create("secret"u8);
        string second = PasswordHash.Create("secret"u8);
        Assert.NotEqual(first, second);
        Assert.True(PasswordHash.Verify(first, "secret"u8));
        Assert.True(PasswordHash.Verify(second, "secret"u8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("secret")]
    [InlineData("pbkdf2-sha512$1000$AAECAwQFBgcICQoLDA0ODw==$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8=")]
    [InlineData("pbkdf2-sha512$210000$AAEC$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8=")]
    [InlineData("pbkdf2-sha512$210000$AAECAwQFBgcICQoLDA0ODw==$AAEC")]
    [InlineData("pbkdf2-sha1$210000$AAECAwQFBgcICQoLDA0ODw==$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8=")]
    public void IsWellFormed_AnythingElse_IsFalse(string text) => Assert.False(PasswordHash.IsWellFormed(text));
}
