using System.Security.Cryptography.X509Certificates;
using Edge.Releases.ModelSigning;

namespace Edge.Releases.Tests.ModelSigning;

/// <summary>
/// The bundles that the reference implementation keeps to test its own compatibility, read from the folder that EDGE_MODEL_TRANSPARENCY names (a
/// checkout of sigstore/model-transparency); they are not kept here.
/// </summary>
public sealed class ReferenceBundleTests
{
    // A date within the validity of the reference's certificates.
    private static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("v1.0.0-elliptic-key", "signme-1")]
    [InlineData("v1.0.1-elliptic-key", "")]
    [InlineData("v1.1.0-elliptic-key", "")]
    [InlineData("v0.3.1-certificate", "")]
    [InlineData("v1.0.0-certificate", "")]
    [InlineData("v1.0.1-certificate", "")]
    [InlineData("v1.1.0-certificate", "")]
    public void Verify_TheReferencesBundle_Holds(string name, string file)
    {
        string tests = Folder();
        string model = Path.Combine(tests, name);
        SignerTrust trust = Trust(tests, name);

        SignedModel signed = ModelSignature.Verify(file.Length > 0 ? Path.Combine(model, file) : model, Path.Combine(model, "model.sig"), trust, ["ignore-me"]);

        Assert.NotEmpty(signed.Resources);
    }

    [Theory]
    [InlineData("v0.2.0-certificate")]
    [InlineData("v0.3.1-elliptic-key")]
    public void Verify_ABundleFromBeforeVersion1_IsRefused(string name)
    {
        string tests = Folder();
        string model = Path.Combine(tests, name);

        Assert.Throws<TrustException>(() => ModelSignature.Verify(model, Path.Combine(model, "model.sig"), Trust(tests, name), ["ignore-me"]));
    }

    private static string Folder()
    {
        string tests = Path.Combine(Environment.GetEnvironmentVariable("EDGE_MODEL_TRANSPARENCY") ?? "", "scripts", "tests");
        Assert.SkipUnless(Directory.Exists(Path.Combine(tests, "v1.1.0-certificate")), "EDGE_MODEL_TRANSPARENCY names no checkout of sigstore/model-transparency.");
        return tests;
    }

    private static SignerTrust Trust(string tests, string name)
    {
        string keys = Path.Combine(tests, "keys", "certificate");
        return name.EndsWith("certificate", StringComparison.Ordinal)
            ? new CertificateTrust([X509CertificateLoader.LoadCertificateFromFile(Path.Combine(keys, "ca-cert.pem"))], At)
            : new KeyTrust(File.ReadAllText(Path.Combine(keys, "signing-key-pub.pem")));
    }
}
