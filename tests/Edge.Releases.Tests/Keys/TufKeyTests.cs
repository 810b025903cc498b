using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Releases.Json;
using Edge.Releases.Keys;

namespace Edge.Releases.Tests.Keys;

public sealed class TufKeyTests
{
    private static readonly byte[] Message = Encoding.UTF8.GetBytes("Edge release");

    [Theory]
    [InlineData("ecdsa", "ecdsa-sha2-nistp256", OpenSslVectors.P256, OpenSslVectors.P256Signature)]
    [InlineData("ecdsa", "ecdsa-sha2-nistp384", OpenSslVectors.P384, OpenSslVectors.P384Signature)]
    [InlineData("rsa", "rsassa-pss-sha256", OpenSslVectors.Rsa, OpenSslVectors.RsaSignature)]
    [InlineData("ed25519", "ed25519", OpenSslVectors.Ed25519, OpenSslVectors.Ed25519Signature)]
    public void Verify_SignatureByOpenSsl_HoldsForItsMessageOnly(string type, string scheme, string material, string signature)
    {
        PublicKey key = Read(type, scheme, material)!;
        byte[] bytes = Convert.FromHexString(signature);

        Assert.True(key.Verify(Message, bytes));
        Assert.False(key.Verify([.. Message, 0], bytes));
        Assert.False(key.Verify(Message, bytes.AsSpan()[..^1]));
        Assert.False(key.Verify(Message, [.. bytes, 0]));
        Assert.False(key.Verify(Message, []));
        for (int at = 0; at < bytes.Length; at += 7)
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= 1;
            Assert.False(key.Verify(Message, damaged));
        }
    }

    // RFC 8032 §7.1, tests 1 to 3.
    [Theory]
    [InlineData("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Verify_Rfc8032_Holds(string key, string message, string signature) =>
        Assert.True(Ed25519PublicKey.FromHex(key)!.Verify(Convert.FromHexString(message), Convert.FromHexString(signature)));

    [Theory]
    [InlineData("rsa", "rsassa-pss-sha256", OpenSslVectors.ShortRsa)]
    [InlineData("rsa", "rsassa-pss-sha256", OpenSslVectors.P256)]
    [InlineData("rsa", "rsa-pkcs1v15-sha256", OpenSslVectors.Rsa)]
    [InlineData("ecdsa", "ecdsa-sha2-nistp256", OpenSslVectors.P384)]
    [InlineData("ecdsa", "ecdsa-sha2-nistp256", OpenSslVectors.Rsa)]
    [InlineData("ecdsa", "ecdsa-sha2-nistp256", OpenSslVectors.Secp256k1)]
    [InlineData("ecdsa", "ecdsa-sha2-nistp256", OpenSslVectors.ExplicitP256)]
    [InlineData("ecdsa", "ecdsa-sha2-nistp256", "no PEM")]
    [InlineData("ed25519", "ed25519", "00")]
    [InlineData("ed25519", "ed25519", "zz")]
    [InlineData("sphincs", "sphincs", "00")]
    public void Read_KeyThatIsNotUsedHere_IsNone(string type, string scheme, string material) => Assert.Null(Read(type, scheme, material));

    [Fact]
    public void IdOf_TheExampleOfTheSpecification_IsItsId()
    {
        // The targets key of the example in TUF 1.0.34 §4.3, members in another order.
        JsonElement key = JsonSerializer.SerializeToElement(new JsonObject
        {
            ["scheme"] = "ed25519",
            ["keytype"] = "ed25519",
            ["keyval"] = new JsonObject { ["public"] = "68ead6e54a43f8f36f9717b10669d1ef0ebb38cee6b05317669341309f1069cb" },
        });

        Assert.Equal("135c2f50e57ff11e744d234a62cebad8c38daf399604a7655661cc9199c69164", TufKey.IdOf(key));
    }

    // A number with a needless zero, a negative number, a length in long form, something after the end.
    [Theory]
    [InlineData("30080202000102020001")]
    [InlineData("300602018102017f")]
    [InlineData("308106020101020101")]
    [InlineData("300602010102010100")]
    [InlineData("3003020101")]
    [InlineData("3009020101020101020101")]
    [InlineData("30060201010200")]
    [InlineData("")]
    public void TryReadDer_WhatIsNotStrictDer_IsRefused(string der) =>
        Assert.False(EcdsaSignature.TryReadDer(Convert.FromHexString(der), new byte[64]));

    [Fact]
    public void TryReadDer_SmallNumbers_ArePadded()
    {
        byte[] pair = new byte[4];
        Assert.True(EcdsaSignature.TryReadDer(Convert.FromHexString("3007020200ff02010a"), pair));
        Assert.Equal("00ff000a", Convert.ToHexStringLower(pair));
    }

    private static PublicKey? Read(string type, string scheme, string material) =>
        TufKey.Read(new JsonFields(
            JsonSerializer.SerializeToElement(new JsonObject
            {
                ["keytype"] = type,
                ["scheme"] = scheme,
                ["keyval"] = new JsonObject { ["public"] = material },
            }),
            "it"));
}
