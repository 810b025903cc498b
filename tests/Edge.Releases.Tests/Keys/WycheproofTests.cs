using System.Text.Json;
using Edge.Releases.Keys;

namespace Edge.Releases.Tests.Keys;

/// <summary>Project Wycheproof's vectors, read from the folder that EDGE_WYCHEPROOF names (a checkout's testvectors_v1); they are not kept here.</summary>
public sealed class WycheproofTests
{
    [Theory]
    [InlineData("ecdsa_secp256r1_sha256_test.json", 400)]
    [InlineData("ecdsa_secp384r1_sha384_test.json", 400)]
    [InlineData("ed25519_test.json", 100)]
    [InlineData("rsa_pss_2048_sha256_mgf1_32_test.json", 50)]
    public void Verify_EveryVector_IsAsItSays(string file, int atLeast)
    {
        string folder = Environment.GetEnvironmentVariable("EDGE_WYCHEPROOF") ?? "";
        Assert.SkipUnless(File.Exists(Path.Combine(folder, file)), $"EDGE_WYCHEPROOF names no folder with {file} (Project Wycheproof, testvectors_v1).");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, file)));
        int count = 0;
        var wrong = new List<string>();
        foreach (JsonElement group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            PublicKey key = Read(group);
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                bool verified = key.Verify(Convert.FromHexString(test.GetProperty("msg").GetString()!), Convert.FromHexString(test.GetProperty("sig").GetString()!));
                if (verified != (test.GetProperty("result").GetString() == "valid"))
                {
                    wrong.Add($"{test.GetProperty("tcId")}: {test.GetProperty("comment").GetString()} ({verified})");
                }

                count++;
            }
        }

        Assert.Empty(wrong);
        Assert.True(count >= atLeast, $"{count} vectors");
    }

    private static PublicKey Read(JsonElement group)
    {
        string pem = group.GetProperty("publicKeyPem").GetString()!;
        return group.TryGetProperty("publicKey", out JsonElement key) && key.TryGetProperty("pk", out JsonElement raw)
            ? Ed25519PublicKey.FromHex(raw.GetString()!)!
            : (PublicKey?)EcdsaPublicKey.FromPem(pem) ?? RsaPssPublicKey.FromPem(pem)!;
    }
}
