using System.Text;
using Edge.Releases.Keys;

namespace Edge.Releases.Tests.Keys;

public sealed class SigningKeyTests
{
    private const string Passphrase = "correct horse";

    [Fact]
    public async Task ToEncryptedPem_IsReadByOpenSslWithThePassphraseOnly()
    {
        using var folder = new TestFolder();
        using SigningKey key = SigningKey.Create(EcdsaCurve.P384);
        string file = folder.Write("key", key.ToEncryptedPem(Passphrase));

        (int exitCode, string output, string errors) = await Peer.RunAsync("/usr/bin/openssl", "", "pkey", "-in", file, "-passin", "pass:" + Passphrase, "-pubout");
        Assert.True(exitCode == 0, errors);
        Assert.Equal(key.PublicPem, output);
        Assert.NotEqual(0, (await Peer.RunAsync("/usr/bin/openssl", "", "pkey", "-in", file, "-passin", "pass:wrong horse", "-pubout")).ExitCode);
    }

    [Fact]
    public void FromPem_TheRightPassphrase_IsTheSameKey()
    {
        using SigningKey key = SigningKey.Create(EcdsaCurve.P256);
        string pem = key.ToEncryptedPem(Passphrase);
        using SigningKey read = SigningKey.FromPem(pem, Passphrase);

        Assert.True(SigningKey.IsEncrypted(pem));
        Assert.Equal(key.Id, read.Id);
    }

    [Theory]
    [InlineData("wrong horse")]
    [InlineData("")]
    public void FromPem_AnotherPassphrase_IsRefused(string passphrase)
    {
        using SigningKey key = SigningKey.Create(EcdsaCurve.P256);
        string pem = key.ToEncryptedPem(Passphrase);

        Assert.Contains("passphrase is wrong", Assert.Throws<TrustException>(() => SigningKey.FromPem(pem, passphrase)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OpenSslVectors.P256)]
    [InlineData("no PEM")]
    public void FromPem_NoPrivateKey_IsRefused(string pem) => Assert.Throws<TrustException>(() => SigningKey.FromPem(pem, ""));

    [Fact]
    public async Task Sign_IsVerifiedByOpenSsl()
    {
        using var folder = new TestFolder();
        using SigningKey key = SigningKey.Create(EcdsaCurve.P384);
        string pem = folder.Write("key.pub", key.PublicPem);
        string message = folder.Write("message", "release");
        await File.WriteAllBytesAsync(folder.At("sig"), key.Sign(Encoding.UTF8.GetBytes("release")), TestContext.Current.CancellationToken);

        (int exitCode, string output, _) = await Peer.RunAsync("/usr/bin/openssl", "", "dgst", "-sha384", "-verify", pem, "-signature", folder.At("sig"), message);
        Assert.Equal((0, "Verified OK\n"), (exitCode, output));
    }
}
