using System.Text;
using System.Text.Json;
using Edge.Releases.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Edge.Releases.Tests.Json;

public sealed class CanonicalJsonTests
{
    private const int DocumentsMax = 30;

    [Theory]
    [InlineData("""{"b": 1, "a": [true, false, null]}""", """{"a":[true,false,null],"b":1}""")]
    [InlineData("""{"tab": "a\tb", "slash": "\/", "quote": "\"\\"}""", "{\"quote\":\"\\\"\\\\\",\"slash\":\"/\",\"tab\":\"a\tb\"}")]
    [InlineData("""{"\u00e9": "\u00e9"}""", "{\"é\":\"é\"}")]
    [InlineData("""{"\ud83d\ude00": 1, "\uffee": 2}""", "{\"\uffee\":2,\"\ud83d\ude00\":1}")]
    [InlineData("""{"n": -12345678901234567890123}""", """{"n":-12345678901234567890123}""")]
    public void Write_AnyLayout_GivesOneForm(string written, string canonical) => Assert.Equal(canonical, Canonical(written));

    [Theory]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("-0")]
    public void Write_NumberThatIsNotWhole_IsRefused(string number) =>
        Assert.Equal(TrustFailure.Malformed, Assert.Throws<TrustException>(() => Canonical($"[{number}]")).Failure);

    [Theory]
    [InlineData("""{"a": 1, "a": 2}""")]
    [InlineData("""{"a": 1,}""")]
    [InlineData("""{"a": "\ud800"}""")]
    [InlineData("""{"a": 1} x""")]
    [InlineData("""// {} """)]
    [InlineData("""[]""")]
    [InlineData("")]
    public void ReadObject_WhatIsNotOneObject_IsRefused(string text) =>
        Assert.Equal(TrustFailure.Malformed, Assert.Throws<TrustException>(() => StrictJson.ReadObject(Encoding.UTF8.GetBytes(text), "it")).Failure);

    [Fact]
    public void ReadObject_NestedTooDeeply_IsRefused() =>
        Assert.Throws<TrustException>(() => StrictJson.ReadObject(
            Encoding.UTF8.GetBytes("{\"a\":" + new string('[', StrictJson.DepthMax + 1) + new string(']', StrictJson.DepthMax + 1) + "}"), "it"));

    [Fact]
    public void Write_AnyDocument_IsAFixedPointAndDoesNotDependOnOrder() =>
        Prop.ForAll(RandomJson.Documents.ToArbitrary(), document =>
        {
            string once = Canonical(document.ToJsonString());

            // With control characters the form is no JSON any more: nothing but quote and backslash is escaped in it.
            return (once.Any(char.IsControl) || Canonical(once) == once) && Canonical(RandomJson.Reversed(document)!.ToJsonString()) == once;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(DocumentsMax));

    [Fact]
    public async Task Write_AnyDocument_IsWhatPythonMakesOfIt()
    {
        string[] documents = [.. Gen.Sample(RandomJson.Documents, 300, 12).Select(document => document.ToJsonString())];
        (int exitCode, string output, string errors) = await Peer.PythonAsync("canonical.py", string.Join('\n', documents) + "\n");

        Assert.True(exitCode == 0, errors);
        Assert.Equal(output.TrimEnd().Split('\n'), documents.Select(document => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Canonical(document)))));
    }

    private static string Canonical(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return Encoding.UTF8.GetString(CanonicalJson.Write(document.RootElement));
    }
}
