using System.Text;
using System.Text.Json.Nodes;
using Edge.Releases.Keys;
using Edge.Releases.ModelSigning;

namespace Edge.Releases.Tests.ModelSigning;

public sealed class ModelSignatureTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly SigningKey _key = SigningKey.Create(EcdsaCurve.P256);

    public ModelSignatureTests()
    {
        _folder.Write("model/manifest.json", "{}");
        _folder.Write("model/model.onnx", "weights");
        _folder.Write("model/golden/case/1.dcm", "pixels");
    }

    private string Model => _folder.At("model");

    private string Signature => _folder.At("model", ModelSignature.FileName);

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("P-256")]
    [InlineData("P-384")]
    public void Verify_WhatWasSigned_NamesItsFilesAndItsSigner(string curve)
    {
        using SigningKey key = SigningKey.Create(curve == "P-256" ? EcdsaCurve.P256 : EcdsaCurve.P384);
        ModelSignature.Sign(Model, Signature, new ModelSigner(key), []);

        SignedModel signed = ModelSignature.Verify(Model, Signature, new KeyTrust(key.PublicPem), []);

        Assert.Equal("model", signed.Name);
        Assert.Equal(["golden/case/1.dcm", "manifest.json", "model.onnx"], signed.Resources.Select(resource => resource.Name));
        Assert.StartsWith("key ", signed.Signer, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_AFileThatWasNotSigned_IsRefusedByItsName()
    {
        Sign();
        _folder.Write("model/golden/extra.dcm", "more");
        Refused(TrustFailure.WrongFiles, "golden/extra.dcm was not signed.");
    }

    [Fact]
    public void Verify_AFileThatIsMissing_IsRefusedByItsName()
    {
        Sign();
        File.Delete(_folder.At("model", "model.onnx"));
        Refused(TrustFailure.WrongFiles, "model.onnx is missing.");
    }

    [Fact]
    public void Verify_AFileThatChanged_IsRefusedByItsName()
    {
        Sign();
        _folder.Write("model/model.onnx", "Weights");
        Refused(TrustFailure.Mismatch, "model.onnx is not the one that was signed.");
    }

    [Fact]
    public void Verify_AFileReplacedByALinkToTheSameContent_IsRefusedByItsName()
    {
        Sign();
        File.Move(_folder.At("model", "model.onnx"), _folder.At("elsewhere"));
        File.CreateSymbolicLink(_folder.At("model", "model.onnx"), _folder.At("elsewhere"));
        Refused(TrustFailure.WrongFiles, "model.onnx is no regular file.");
    }

    [Fact]
    public void Verify_AFolderReplacedByALink_IsRefusedByItsName()
    {
        Sign();
        Directory.Move(_folder.At("model", "golden"), _folder.At("elsewhere"));
        Directory.CreateSymbolicLink(_folder.At("model", "golden"), _folder.At("elsewhere"));
        Refused(TrustFailure.WrongFiles, "golden is no regular file.");
    }

    [Fact]
    public async Task Verify_APipeInPlaceOfAFile_IsRefusedAndDoesNotBlock()
    {
        Sign();
        File.Delete(_folder.At("model", "model.onnx"));
        await Peer.RunAsync("/usr/bin/mkfifo", "", _folder.At("model", "model.onnx"));
        Assert.Equal(TrustFailure.WrongFiles, Refusal().Failure);
    }

    [Fact]
    public void Verify_WhatTheSignatureIgnores_IsNotIgnoredUnlessAsked()
    {
        _folder.Write("model/notes.txt", "draft");
        ModelSignature.Sign(Model, Signature, new ModelSigner(_key), ["notes.txt"]);
        Refused(TrustFailure.WrongFiles, "notes.txt was not signed.");

        Assert.Equal(3, ModelSignature.Verify(Model, Signature, new KeyTrust(_key.PublicPem), ["notes.txt"]).Resources.Count);
    }

    [Fact]
    public void Verify_AnotherKey_IsRefused()
    {
        Sign();
        using SigningKey other = SigningKey.Create(EcdsaCurve.P256);
        Assert.Equal(TrustFailure.NotSigned, Assert.Throws<TrustException>(() => ModelSignature.Verify(Model, Signature, new KeyTrust(other.PublicPem), [])).Failure);
    }

    [Fact]
    public void Verify_AnotherKeyWithTheHintRemoved_IsRefused()
    {
        Sign();
        Edit(bundle => ((JsonObject)bundle["verificationMaterial"]!["publicKey"]!).Remove("hint"));
        using SigningKey other = SigningKey.Create(EcdsaCurve.P256);
        Assert.Equal(TrustFailure.NotSigned, Assert.Throws<TrustException>(() => ModelSignature.Verify(Model, Signature, new KeyTrust(other.PublicPem), [])).Failure);
        Assert.NotNull(ModelSignature.Verify(Model, Signature, new KeyTrust(_key.PublicPem), []));
    }

    [Fact]
    public void Verify_AChangedPayload_IsRefused()
    {
        Sign();
        Edit(bundle =>
        {
            string payload = Encoding.UTF8.GetString(Convert.FromBase64String((string)bundle["dsseEnvelope"]!["payload"]!));
            bundle["dsseEnvelope"]!["payload"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(payload.Replace("model.onnx", "other.onnx", StringComparison.Ordinal)));
        });
        Assert.Equal(TrustFailure.NotSigned, Refusal().Failure);
    }

    [Theory]
    [InlineData("mediaType", "application/vnd.dev.sigstore.bundle.v0.1+json")]
    [InlineData("dsseEnvelope.payloadType", "text/plain")]
    [InlineData("dsseEnvelope.payload", "no base64!")]
    [InlineData("dsseEnvelope.signatures", "none")]
    public void Verify_ABundleOfAnotherKind_IsRefused(string member, string value)
    {
        Sign();
        Edit(bundle =>
        {
            string[] path = member.Split('.');
            (path.Length == 1 ? bundle : bundle[path[0]]!)[path[^1]] = value;
        });
        Assert.Contains(Refusal().Failure, new[] { TrustFailure.Malformed, TrustFailure.NotSigned });
    }

    [Theory]
    [InlineData("predicateType", "\"https://model_signing/Digests/v0.1\"")]
    [InlineData("_type", "\"https://in-toto.io/Statement/v0.1\"")]
    [InlineData("predicate.serialization.method", "\"shards\"")]
    [InlineData("predicate.serialization.hash_type", "\"blake3\"")]
    [InlineData("predicate.serialization.allow_symlinks", "true")]
    [InlineData("predicate.resources.0.name", "\"../outside\"")]
    [InlineData("predicate.resources.0.name", "\"manifest.json\"")]
    [InlineData("predicate.resources.0.digest", "\"00\"")]
    [InlineData("predicate.resources.0.algorithm", "\"sha1\"")]
    [InlineData("subject", "[]")]
    [InlineData("subject.0.digest.sha256", "\"0000000000000000000000000000000000000000000000000000000000000000\"")]
    public void Verify_AStatementOfAnotherKindByTheRightKey_IsRefused(string member, string value)
    {
        Sign();
        byte[] signed = File.ReadAllBytes(Signature);
        JsonNode bundle = JsonNode.Parse(signed)!;
        JsonNode statement = JsonNode.Parse(Convert.FromBase64String((string)bundle["dsseEnvelope"]!["payload"]!))!;
        string[] path = member.Split('.');
        JsonNode at = statement;
        foreach (string step in path.SkipLast(1))
        {
            at = int.TryParse(step, out int index) ? at[index]! : at[step]!;
        }

        at[path[^1]] = JsonNode.Parse(value);
        File.WriteAllBytes(Signature, new ModelSigner(_key).Sign(Encoding.UTF8.GetBytes(statement.ToJsonString())).Write());

        Assert.Contains(Refusal().Failure, new[] { TrustFailure.Malformed, TrustFailure.Mismatch });
    }

    [Fact]
    public void Sign_AFolderWithALink_IsRefused()
    {
        File.CreateSymbolicLink(_folder.At("model", "link"), "/etc/passwd");
        Assert.Contains("link", Assert.Throws<TrustException>(Sign).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Signature));
    }

    [Fact]
    public async Task Sign_OurSignature_IsVerifiedByPython()
    {
        Sign();
        await File.WriteAllTextAsync(_folder.At("key.pub"), _key.PublicPem, TestContext.Current.CancellationToken);
        (int exitCode, string output, string errors) = await Peer.PythonAsync("model_signing_peer.py", "", "verify", _folder.At("key.pub"), Model, Signature);

        Assert.True(exitCode == 0, errors);
        Assert.Equal("golden/case/1.dcm\nmanifest.json\nmodel.onnx\n", output);
    }

    [Theory]
    [InlineData("prime256v1")]
    [InlineData("secp384r1")]
    public async Task Verify_ASignatureByPython_Holds(string curve)
    {
        await Peer.RunAsync("/usr/bin/openssl", "", "ecparam", "-name", curve, "-genkey", "-noout", "-out", _folder.At("key.pem"));
        (_, string pem, _) = await Peer.RunAsync("/usr/bin/openssl", "", "ec", "-in", _folder.At("key.pem"), "-pubout");
        (int exitCode, _, string errors) = await Peer.PythonAsync("model_signing_peer.py", "", "sign", _folder.At("key.pem"), Model, Signature);

        Assert.True(exitCode == 0, errors);
        Assert.Equal(3, ModelSignature.Verify(Model, Signature, new KeyTrust(pem), []).Resources.Count);
    }

    private void Sign() => ModelSignature.Sign(Model, Signature, new ModelSigner(_key), []);

    private TrustException Refusal() => Assert.Throws<TrustException>(() => ModelSignature.Verify(Model, Signature, new KeyTrust(_key.PublicPem), []));

    private void Refused(TrustFailure failure, string message)
    {
        TrustException refused = Refusal();
        Assert.Equal(failure, refused.Failure);
        Assert.Equal(message, refused.Message);
    }

    private void Edit(Action<JsonNode> change)
    {
        JsonNode bundle = JsonNode.Parse(File.ReadAllBytes(Signature))!;
        change(bundle);
        File.WriteAllText(Signature, bundle.ToJsonString());
    }
}
