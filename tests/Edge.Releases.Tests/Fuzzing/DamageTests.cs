using System.Text;
using System.Text.Json;
using Edge.Releases.Keys;
using Edge.Releases.ModelSigning;
using Edge.Releases.Tests.Tuf;
using Edge.Releases.Tuf;
using Edge.Releases.Tuf.Metadata;

namespace Edge.Releases.Tests.Fuzzing;

/// <summary>
/// Files of others, damaged at random from a fixed seed, also below the signature: whatever they hold, reading gives the one exception for it, and
/// never trust. EDGE_FUZZ_COUNT asks for more than the share of an ordinary run.
/// </summary>
public sealed class DamageTests
{
    private const int Share = 1500;
    private const int Seed = 20311;

    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("EDGE_FUZZ_COUNT"), out int count) ? count : Share;

    [Theory]
    [InlineData("root")]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    [InlineData("targets")]
    public void Metadata_DamagedAnywhere_IsReadOrRefused(string role)
    {
        var repository = new ForgedRepository();
        repository.Delegate("targets", "site", "site/*");
        repository.AddTarget("targets", "model.onnx", "content");
        repository.Update();
        byte[] file = repository.Files[role switch { "timestamp" => "timestamp.json", "root" => "1.root.json", _ => $"2.{role}.json" }];
        var random = new Random(Seed);
        for (int round = 0; round < Count; round++)
        {
            byte[] damaged = Damage(file, random);
            Refuses(damaged, () => Read(role, damaged));
        }
    }

    [Fact]
    public void Metadata_OneBitOfTheSignedPart_NeverVerifies()
    {
        var repository = new ForgedRepository();
        byte[] file = repository.Files["1.root.json"];
        string text = Encoding.UTF8.GetString(file);
        int end = text.IndexOf("\"signatures\"", StringComparison.Ordinal);
        for (int at = 0; at < end; at++)
        {
            byte[] damaged = [.. file];
            damaged[at] ^= 1;
            Assert.Throws<TrustException>(() => TrustedMetadata.Start(damaged, ManualClock.Start, TufLimits.Default));
        }
    }

    [Fact]
    public void Signature_DamagedAnywhere_IsNeverTrusted()
    {
        using var folder = new TestFolder();
        folder.Write("model/model.onnx", "weights");
        using SigningKey key = SigningKey.Create(EcdsaCurve.P256);
        ModelSignature.Sign(folder.At("model"), folder.At("model.sig"), new ModelSigner(key), []);
        byte[] file = File.ReadAllBytes(folder.At("model.sig"));
        string root = ModelSignature.Read(file, new KeyTrust(key.PublicPem)).RootSha256;
        var random = new Random(Seed);
        for (int round = 0; round < Count; round++)
        {
            byte[] damaged = Damage(file, random);
            Refuses(damaged, () => Assert.Equal(root, ModelSignature.Read(damaged, new KeyTrust(key.PublicPem)).RootSha256));
        }
    }

    [Fact]
    public void Statement_DamagedAnywhere_IsReadOrRefused()
    {
        byte[] file = ModelStatement.Of("model", [new ModelResource("a/b", new string('0', 64)), new ModelResource("c", new string('1', 64))]).Write(["model.sig"]);
        var random = new Random(Seed);
        for (int round = 0; round < Count; round++)
        {
            byte[] damaged = Damage(file, random);
            Refuses(damaged, () => ModelStatement.Read(damaged));
        }
    }

    private static void Read(string role, byte[] file)
    {
        Envelope envelope = Envelope.Read(file, role, role, TufLimits.Default);
        _ = role switch
        {
            "root" => RootMetadata.Read(envelope, TufLimits.Default),
            "timestamp" => TimestampMetadata.Read(envelope),
            "snapshot" => SnapshotMetadata.Read(envelope),
            _ => (object)TargetsMetadata.Read(envelope, TufLimits.Default),
        };
    }

    private static void Refuses(byte[] damaged, Action read)
    {
        try
        {
            read();
        }
        catch (TrustException)
        {
            // What is asked for.
        }
        catch (Exception other) when (other is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{other.GetType().Name} {other.Message} for {JsonSerializer.Serialize(Encoding.Latin1.GetString(damaged))}");
        }
    }

    private static byte[] Damage(byte[] file, Random random)
    {
        string[] tokens = ["null", "-1", "0", "1e9", "99999999999999999999", "\"\"", "[]", "{}", "true", "\"\\ud800\"", "\"\0\"", "[[[[[[[[", "1.5"];
        List<byte> bytes = [.. file];
        for (int times = random.Next(1, 4); times > 0; times--)
        {
            int at = random.Next(bytes.Count);
            int length = random.Next(1, Math.Min(60, bytes.Count - at) + 1);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length + 1), length));
                    break;
                case 3:
                    ReplaceValue(bytes, at, tokens[random.Next(tokens.Length)]);
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }

            if (bytes.Count == 0)
            {
                break;
            }
        }

        return [.. bytes];
    }

    // Most damage stops at the JSON reader; a value replaced by another gets past it.
    private static void ReplaceValue(List<byte> bytes, int at, string token)
    {
        int colon = bytes.IndexOf((byte)':', at);
        int end = colon < 0 ? -1 : bytes.FindIndex(colon + 1, letter => letter is (byte)',' or (byte)'}');
        if (end > 0)
        {
            bytes.RemoveRange(colon + 1, end - colon - 1);
            bytes.InsertRange(colon + 1, Encoding.UTF8.GetBytes(token));
        }
    }
}
