using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Edge.Releases.Keys;
using Edge.Releases.ModelSigning;

namespace Edge.Releases.Tests.ModelSigning;

public sealed class CertificateTests : IDisposable
{
    private static readonly DateTimeOffset From = new(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = From.AddYears(1);
    private static readonly DateTimeOffset Within = From.AddMonths(6);

    private readonly TestFolder _folder = new();
    private readonly SigningKey _key = SigningKey.Create(EcdsaCurve.P384);
    private readonly Authority _root = new("Root", null);
    private readonly Authority _between;

    public CertificateTests()
    {
        _between = new Authority("Between", _root);
        _folder.Write("model/model.onnx", "weights");
    }

    private string Model => _folder.At("model");

    private string Signature => _folder.At("model", ModelSignature.FileName);

    public void Dispose()
    {
        _key.Dispose();
        _root.Dispose();
        _between.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Verify_ThroughAnIntermediate_NamesTheCertificate()
    {
        Sign(_between.Issue(_key, X509KeyUsageFlags.DigitalSignature), _between.Certificate);

        Assert.Equal("certificate CN=Signer", Verify(Within).Signer);
        (_, string output, string errors) = await Peer.PythonAsync("model_signing_peer.py", "", "certificate", Signature);
        Assert.True(output == "CN=Signer\n", errors);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(13)]
    public void Verify_OutsideItsDates_IsRefused(int months)
    {
        Sign(_between.Issue(_key, X509KeyUsageFlags.DigitalSignature), _between.Certificate);
        Refused(From.AddMonths(months));
    }

    [Fact]
    public void Verify_UnderAnotherRoot_IsRefused()
    {
        using var other = new Authority("Root", null);
        Sign(other.Issue(_key, X509KeyUsageFlags.DigitalSignature));
        Refused(Within);
    }

    [Fact]
    public void Verify_WithoutTheIntermediate_IsRefused()
    {
        Sign(_between.Issue(_key, X509KeyUsageFlags.DigitalSignature));
        Refused(Within);
    }

    [Fact]
    public void Verify_ACertificateThatIsNotForSigning_IsRefused()
    {
        Sign(_root.Issue(_key, X509KeyUsageFlags.CrlSign));
        Refused(Within);
    }

    [Fact]
    public void Verify_ABareKeysSignature_IsRefused()
    {
        ModelSignature.Sign(Model, Signature, new ModelSigner(_key), []);
        Refused(Within);
    }

    [Fact]
    public void Sign_WithACertificateOfAnotherKey_IsRefused()
    {
        using SigningKey other = SigningKey.Create(EcdsaCurve.P384);
        Assert.Throws<TrustException>(() => Sign(_root.Issue(other, X509KeyUsageFlags.DigitalSignature)));
    }

    private void Sign(params X509Certificate2[] chain) =>
        ModelSignature.Sign(Model, Signature, new ModelSigner(_key, [.. chain]), []);

    private SignedModel Verify(DateTimeOffset at) => ModelSignature.Verify(Model, Signature, new CertificateTrust([_root.Certificate], at), []);

    private void Refused(DateTimeOffset at) => Assert.Equal(TrustFailure.NotSigned, Assert.Throws<TrustException>(() => Verify(at)).Failure);

    private sealed class Authority : IDisposable
    {
        private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public Authority(string name, Authority? above)
        {
            CertificateRequest request = new($"CN={name}", _key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
            Certificate = above is null ? request.CreateSelfSigned(From.AddYears(-1), Until.AddYears(5)) : above.Certify(request).CopyWithPrivateKey(_key);
        }

        public X509Certificate2 Certificate { get; }

        public X509Certificate2 Issue(SigningKey key, X509KeyUsageFlags usage)
        {
            using ECDsa subject = ECDsa.Create();
            subject.ImportFromPem(key.PublicPem);
            CertificateRequest request = new("CN=Signer", subject, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, true));
            return Certify(request);
        }

        public void Dispose()
        {
            Certificate.Dispose();
            _key.Dispose();
        }

        private X509Certificate2 Certify(CertificateRequest request) => request.Create(Certificate, From, Until, RandomNumberGenerator.GetBytes(8));
    }
}
