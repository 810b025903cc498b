using System.Text.Json.Nodes;

namespace Edge.EndToEnd.Tests;

/// <summary>A device's first certificate, for a token; looked at with openssl and asked for with curl.</summary>
public sealed class EnrolmentTests : IAsyncLifetime
{
    private const string Device = "local/workstation";

    private readonly TemporaryFolder _folder = new();
    private EnrolmentOffice _office = null!;
    private string _config = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _office = await EnrolmentOffice.OpenAsync(_folder.Path, Cancelled);
        _config = await _office.ConfigureAsync(8883, Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        await _office.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Enrol_GivesACertificateForTheDeviceAndItsOwnKey()
    {
        Outcome outcome = await _office.EnrolAsync(_config, await _office.TokenAsync(Device, Cancelled), Cancelled);
        Assert.True(outcome.ExitCode == 0, outcome.Errors);

        Assert.Contains(": OK", await EnrolmentOffice.OpensslAsync(Cancelled, "verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", _office.Ca, At("device.crt")), StringComparison.Ordinal);
        string described = await EnrolmentOffice.OpensslAsync(Cancelled, "x509", "-in", At("device.crt"), "-noout", "-subject", "-text");
        Assert.Contains($"CN = {Device}", described, StringComparison.Ordinal);
        Assert.Contains("TLS Web Client Authentication", described, StringComparison.Ordinal);
        Assert.Contains("CA:FALSE", described, StringComparison.Ordinal);
        Assert.Contains("prime256v1", await EnrolmentOffice.OpensslAsync(Cancelled, "pkey", "-in", At("device.key"), "-noout", "-text"), StringComparison.Ordinal);
        Assert.Equal(
            await EnrolmentOffice.OpensslAsync(Cancelled, "pkey", "-in", At("device.key"), "-pubout"),
            await EnrolmentOffice.OpensslAsync(Cancelled, "x509", "-in", At("device.crt"), "-noout", "-pubkey"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("device.key")));
        Assert.Equal(await File.ReadAllTextAsync(_office.Ca, Cancelled), await File.ReadAllTextAsync(At("ca.crt"), Cancelled));

        // The key has not left: nothing that operations keep holds it.
        string key = string.Concat((await File.ReadAllLinesAsync(At("device.key"), Cancelled)).Where(line => !line.StartsWith("-----", StringComparison.Ordinal)));
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(_office.Ca)!, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(key[..40], await File.ReadAllTextAsync(file, Cancelled), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Enrol_InAFolderThatHandsItsGroupOn_LetsTheGroupReadTheKey()
    {
        File.SetUnixFileMode(Path.Combine(_folder.Path, "tls"), (UnixFileMode)0b010_111_101_000);
        Assert.Equal(0, (await _office.EnrolAsync(_config, await _office.TokenAsync(Device, Cancelled), Cancelled)).ExitCode);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(At("device.key")));
    }

    [Fact]
    public async Task Token_IsKeptAsAHashAlone()
    {
        string token = await _office.TokenAsync(Device, Cancelled);
        Assert.Equal(64, token.Length);
        string file = Assert.Single(Directory.GetFiles(_office.Tokens));
        Assert.DoesNotContain(token, file + await File.ReadAllTextAsync(file, Cancelled), StringComparison.Ordinal);
        Assert.StartsWith(Path.GetFileNameWithoutExtension(file), (await ShaAsync(token)).Trim(), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Token_Used_IsRefusedForAnotherKey_AndGivesTheSameCertificateForItsOwn()
    {
        string token = await _office.TokenAsync(Device, Cancelled);
        Assert.Equal(0, (await _office.EnrolAsync(_config, token, Cancelled)).ExitCode);
        string first = await File.ReadAllTextAsync(At("device.crt"), Cancelled);

        // The answer was lost: the device asks again with the key that it made.
        File.Delete(At("device.crt"));
        Assert.Equal(0, (await _office.EnrolAsync(_config, token, Cancelled)).ExitCode);
        Assert.Equal(first, await File.ReadAllTextAsync(At("device.crt"), Cancelled));

        // Somebody else has the token.
        File.Delete(At("device.crt"));
        File.Delete(At("device.key"));
        await RefusedAsync(token, "The token was used before.");
    }

    [Fact]
    public async Task Token_WrongOrOfAnotherDeviceOrExpired_IsRefused()
    {
        await RefusedAsync(new string('0', 64), "The token is not known for this device.");
        await RefusedAsync(await _office.TokenAsync("north/ct-1", Cancelled), "The token is not known for this device.");

        string token = await _office.TokenAsync(Device, Cancelled);
        string file = Directory.GetFiles(_office.Tokens).Single(path => File.ReadAllText(path).Contains(Device, StringComparison.Ordinal));
        JsonNode kept = JsonNode.Parse(await File.ReadAllTextAsync(file, Cancelled))!;
        kept["expiresAt"] = "2020-01-01T00:00:00+00:00";
        await File.WriteAllTextAsync(file, kept.ToJsonString(), Cancelled);
        await RefusedAsync(token, "The token expired at 2020-01-01");
    }

    [Fact]
    public async Task Server_AskedByOpensslAndCurl_AnswersAsRfc7030HasIt()
    {
        string token = await _office.TokenAsync(Device, Cancelled);
        await RequestAsync("other", "/CN=north/ct-1", "ec");
        await RequestAsync("rsa", $"/CN={Device}", "rsa:2048");
        await RequestAsync("good", $"/CN={Device}", "ec");
        (string Status, string Body)[] answers =
        [
            await CurlAsync("simpleenroll", "other.b64", "-u", $"{Device}:{token}"),
            await CurlAsync("simpleenroll", "rsa.b64", "-u", $"{Device}:{token}"),
            await CurlAsync("simpleenroll", "good.b64"),
            await CurlAsync("simplereenroll", "good.b64", "-u", $"{Device}:{token}"),
            await CurlAsync("simpleenroll", "good.b64", "-u", $"{Device}:{token}"),
        ];

        Assert.Equal(["403", "403", "401", "401", "200"], answers.Select(answer => answer.Status));
        Assert.Contains("CN=local/workstation may be asked for", answers[0].Body, StringComparison.Ordinal);
        Assert.Contains("not ECDSA", answers[1].Body, StringComparison.Ordinal);
        await File.WriteAllTextAsync(At("answer.b64"), answers[4].Body, Cancelled);
        await EnrolmentOffice.OpensslAsync(Cancelled, "base64", "-d", "-in", At("answer.b64"), "-out", At("answer.p7"));
        await EnrolmentOffice.OpensslAsync(Cancelled, "pkcs7", "-inform", "DER", "-in", At("answer.p7"), "-print_certs", "-out", At("answer.crt"));
        Assert.Contains(": OK", await EnrolmentOffice.OpensslAsync(Cancelled, "verify", "-CAfile", _office.Ca, At("answer.crt")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enrol_ServerOfAnotherAuthority_SendsNoToken()
    {
        string token = await _office.TokenAsync(Device, Cancelled);
        Outcome outcome = await _office.EnrolAsync(_config, token, Cancelled, new string('A', 64));
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("names no authority with the fingerprint", outcome.Errors, StringComparison.Ordinal);

        OpensslAuthority authority = await OpensslAuthority.MakeAsync(_folder.Sub("stranger"), Cancelled);
        TlsFiles stranger = await authority.IssueAsync("stranger", "serverAuth", 1, Cancelled);
        File.Copy(stranger.Authority, At("ca.crt"));
        outcome = await _office.EnrolAsync(_config, token, Cancelled);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("cannot be asked for a certificate", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("\"usedBy\":null", await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(_office.Tokens)), Cancelled), StringComparison.Ordinal);
        Assert.False(File.Exists(At("device.crt")));
    }

    [Fact]
    public async Task Enrol_ServerIsAway_SaysSoAndCanBeDoneAgain()
    {
        string token = await _office.TokenAsync(Device, Cancelled);
        File.Copy(_office.Ca, At("ca.crt"));
        _office.Close();
        await RefusedAsync(token, "cannot be asked for a certificate");
        Assert.True(File.Exists(At("device.key")));
    }

    private async Task RefusedAsync(string token, string reason)
    {
        Outcome outcome = await _office.EnrolAsync(_config, token, Cancelled);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(reason, outcome.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(At("device.crt")));
    }

    private async Task RequestAsync(string name, string subject, string key)
    {
        string[] kind = key == "ec" ? ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"] : ["-newkey", key];
        string text = subject.Replace(Device, Device.Replace("/", "\\/", StringComparison.Ordinal), StringComparison.Ordinal).Replace("north/ct-1", "north\\/ct-1", StringComparison.Ordinal);
        await EnrolmentOffice.OpensslAsync(Cancelled, ["req", "-new", .. kind, "-nodes", "-subj", text, "-keyout", At($"{name}.key"), "-outform", "DER", "-out", At($"{name}.csr")]);
        await EnrolmentOffice.OpensslAsync(Cancelled, "base64", "-in", At($"{name}.csr"), "-out", At($"{name}.b64"));
    }

    private async Task<(string Status, string Body)> CurlAsync(string operation, string body, params string[] more)
    {
        Outcome outcome = await Tool.RunAsync(
            "curl",
            "curl",
            ["-sS", "--cacert", _office.Ca, "-H", "Content-Type: application/pkcs10", "--data-binary", $"@{At(body)}", "-w", "\n%{http_code}", .. more, $"{_office.Address}/.well-known/est/{operation}"],
            Cancelled);
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        int end = outcome.Output.LastIndexOf('\n');
        return (outcome.Output[(end + 1)..], outcome.Output[..end]);
    }

    private async Task<string> ShaAsync(string text)
    {
        await File.WriteAllTextAsync(At("token.txt"), text, Cancelled);
        return (await EnrolmentOffice.OpensslAsync(Cancelled, "dgst", "-sha256", "-r", At("token.txt"))).Split(' ')[0];
    }

    private string At(string name) => Path.Combine(_folder.Path, "tls", name);
}
