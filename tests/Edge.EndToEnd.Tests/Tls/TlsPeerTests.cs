using System.Globalization;

namespace Edge.EndToEnd.Tests;

/// <summary>Programs of other makers that speak TLS with the appliance.</summary>
public sealed class TlsPeerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dcmtk_EveryProfileOfBcp195_IsServedAndItsBytesKept()
    {
        await using TlsBench bench = await TlsBench.StartAsync(Cancel);
        foreach (string profile in (string[])["+py", "+px", "+pz"])
        {
            string folder = bench.Sub($"files{profile}");
            string[] digests = TlsBench.WriteSlices(folder, 3);
            Outcome echo = await TlsBench.DcmtkAsync("echoscu", [.. bench.Client.DcmtkOptions, profile], bench.MutualPort, Cancel);
            Assert.True(echo.ExitCode == 0, $"{profile}: {echo.Errors}");
            Outcome store = await TlsBench.DcmtkAsync(
                "storescu", [.. bench.Client.DcmtkOptions, profile], bench.MutualPort, Cancel, Directory.GetFiles(folder));
            Assert.True(store.ExitCode == 0, $"{profile}: {store.Errors}");
            Assert.Subset(new StoredObjects(bench.Appliance.Data).Digests().ToHashSet(), digests.ToHashSet());
        }
    }

    [Fact]
    public async Task ClientCertificates_ThatAreMissingExpiredOrForeign_AreRefusedAndShown()
    {
        await using TlsBench bench = await TlsBench.StartAsync(Cancel);
        OpensslAuthority stranger = await OpensslAuthority.MakeAsync(bench.Sub("stranger"), Cancel);
        TlsFiles expired = await bench.Authority.IssueAsync("expired", "clientAuth", -1, Cancel);
        TlsFiles foreign = (await stranger.IssueAsync("foreign", "clientAuth", 90, Cancel)) with { Authority = bench.Client.Authority };
        TlsFiles unfit = await bench.Authority.IssueAsync("unfit", "serverAuth", 90, Cancel);
        string[][] wrong = [["+tla", "+cf", bench.Client.Authority], expired.DcmtkOptions, foreign.DcmtkOptions, unfit.DcmtkOptions];
        foreach (string[] options in wrong)
        {
            Assert.NotEqual(0, (await TlsBench.DcmtkAsync("echoscu", options, bench.MutualPort, Cancel)).ExitCode);
        }

        Assert.Contains("No TLS came about", await bench.Appliance.FaultAsync("sender-refused", Cancel), StringComparison.Ordinal);
        Assert.Equal(0, (await TlsBench.DcmtkAsync("echoscu", bench.Client.DcmtkOptions, bench.MutualPort, Cancel)).ExitCode);
        Assert.Null(await bench.Appliance.FaultAsync("sender-refused", Cancel));
        Assert.Equal(0, (await TlsBench.DcmtkAsync("echoscu", wrong[0], bench.OpenPort, Cancel)).ExitCode);
        string log = bench.Appliance.LogTail();
        Assert.All(
            ["it showed no certificate", "is not valid now", "leads to none of the authorities", "is not made for this use"],
            reason => Assert.Contains(reason, log, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("alert protocol version", "-tls1")]
    [InlineData("alert protocol version", "-tls1_1")]
    [InlineData("alert handshake failure", "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256")]
    [InlineData("alert handshake failure", "-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256")]
    [InlineData("Cipher is ECDHE-ECDSA-AES128-GCM-SHA256", "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256")]
    [InlineData("Cipher is TLS_AES_256_GCM_SHA384", "-tls1_3")]
    public async Task Openssl_OldVersionsAndSuites_AreRefusedAndGoodOnesNot(string expected, params string[] options)
    {
        await using TlsBench bench = await TlsBench.StartAsync(Cancel);
        string[] weakest = options.Contains("-cipher") || options.Contains("-tls1_3") ? [] : ["-cipher", "ALL:@SECLEVEL=0"];
        Outcome client = await Tool.RunAsync(
            "openssl", "openssl", ["s_client", "-connect", $"127.0.0.1:{bench.OpenPort}", "-CAfile", bench.Server.Authority, .. options, .. weakest], Cancel);
        Assert.Contains(expected, client.Output + client.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PlainAndTls_MixedUp_EndsAtOnceAndHurtsNobody()
    {
        await using TlsBench bench = await TlsBench.StartAsync(Cancel);
        Assert.NotEqual(0, (await TlsBench.DcmtkAsync("echoscu", ["-ta", "10"], bench.OpenPort, Cancel)).ExitCode);
        Assert.NotEqual(0, (await TlsBench.DcmtkAsync("echoscu", bench.Client.DcmtkOptions, bench.PlainPort, Cancel)).ExitCode);
        Assert.Equal(0, (await TlsBench.DcmtkAsync("echoscu", [], bench.PlainPort, Cancel)).ExitCode);
        Assert.Equal(0, (await TlsBench.DcmtkAsync("echoscu", bench.Client.DcmtkOptions, bench.OpenPort, Cancel)).ExitCode);
    }

    [Fact]
    public async Task Certificate_ReplacedUnderTraffic_LosesNothing()
    {
        await using TlsBench bench = await TlsBench.StartAsync(Cancel);
        string folder = bench.Sub("files");
        string[] digests = TlsBench.WriteSlices(folder, 120);
        Task<Outcome> one = TlsBench.DcmtkAsync("storescu", [.. bench.Client.DcmtkOptions, "+sd"], bench.MutualPort, Cancel, folder);
        Task<Outcome> many = Task.Run(() => SendOneByOneAsync(bench, folder), Cancel);
        string before = await FingerprintAsync(bench);
        for (int round = 0; round < 3; round++)
        {
            TlsFiles next = await bench.Authority.IssueAsync($"edge{round}", "serverAuth", 90, Cancel);
            File.Move(next.Certificate, bench.Server.Certificate, overwrite: true);
            File.Move(next.Key, bench.Server.Key, overwrite: true);
            await bench.Appliance.HangUpAsync(Cancel);
            string old = before;
            await Poll.UntilAsync(
                async () => (before = await FingerprintAsync(bench)) != old ? null : "the old certificate is shown",
                TimeSpan.FromMilliseconds(50),
                TimeSpan.FromSeconds(30),
                Cancel);
        }

        Outcome first = await one;
        Outcome second = await many;
        Assert.True(first.ExitCode == 0, first.Errors);
        Assert.True(second.ExitCode == 0, second.Errors);
        Assert.Equal(digests.ToHashSet(), new StoredObjects(bench.Appliance.Data).Digests());
    }

    [Fact]
    public async Task Certificate_BrokenOrEnding_KeepsTheOldAndRaisesAFault()
    {
        await using TlsBench bench = await TlsBench.StartAsync(Cancel);
        string good = await File.ReadAllTextAsync(bench.Server.Key, Cancel);
        await File.WriteAllTextAsync(bench.Server.Key, "no key", Cancel);
        await bench.Appliance.HangUpAsync(Cancel);
        await AwaitFaultAsync(bench, "tls-files-broken", detail => detail?.Contains(bench.Server.Key, StringComparison.Ordinal) == true);
        Assert.Equal(0, (await TlsBench.DcmtkAsync("echoscu", bench.Client.DcmtkOptions, bench.MutualPort, Cancel)).ExitCode);

        await File.WriteAllTextAsync(bench.Server.Key, good, Cancel);
        await bench.Appliance.HangUpAsync(Cancel);
        await AwaitFaultAsync(bench, "tls-files-broken", detail => detail is null);

        TlsFiles ending = await bench.Authority.IssueAsync("ending", "serverAuth", 20, Cancel);
        File.Move(ending.Certificate, bench.Server.Certificate, overwrite: true);
        File.Move(ending.Key, bench.Server.Key, overwrite: true);
        await bench.Appliance.HangUpAsync(Cancel);
        await AwaitFaultAsync(bench, "tls-certificate-expiring", detail => detail?.Contains("CN=ending", StringComparison.Ordinal) == true);

        TlsFiles ended = await bench.Authority.IssueAsync("ended", "serverAuth", -1, Cancel);
        File.Move(ended.Certificate, bench.Server.Certificate, overwrite: true);
        File.Move(ended.Key, bench.Server.Key, overwrite: true);
        await bench.Appliance.HangUpAsync(Cancel);
        await AwaitFaultAsync(bench, "tls-certificate-invalid", detail => detail?.Contains("CN=ended", StringComparison.Ordinal) == true);
        Assert.Null(await bench.Appliance.FaultAsync("tls-certificate-expiring", Cancel));
    }

    [Fact]
    public async Task Users_NameAndPassword_AreCheckedOverTlsOnly()
    {
        Outcome hash = await Tool.RunAsync("/bin/sh", "dash", ["-c", $"printf 'geheim\\n' | '{Checkout.Program("edgectl")}' dicom password"], Cancel);
        string account = $$"""{"required": true, "accounts": [{"name": "ct1", "passwordHash": "{{hash.Output.Trim()}}"}]}""";
        await using TlsBench bench = await TlsBench.StartAsync(Cancel, $"dicom.users={account}");
        string folder = bench.Sub("files");
        TlsBench.WriteSlices(folder, 1);
        string[] files = Directory.GetFiles(folder);
        string[] tls = ["+tla", "+cf", bench.Client.Authority];
        Assert.Equal(0, await StoreAsync([.. tls, "-usr", "ct1", "-pwd", "geheim", "-rsp"], bench.OpenPort));
        Assert.Equal(0, await StoreAsync([.. tls, "-usr", "ct1", "-pwd", "geheim"], bench.OpenPort));
        Assert.NotEqual(0, await StoreAsync([.. tls, "-usr", "ct1", "-pwd", "wrong"], bench.OpenPort));
        Assert.NotEqual(0, await StoreAsync([.. tls, "-usr", "ct1"], bench.OpenPort));
        Assert.NotEqual(0, await StoreAsync([.. tls, "-usr", "ct2", "-pwd", "geheim"], bench.OpenPort));
        Assert.NotEqual(0, await StoreAsync(tls, bench.OpenPort));
        Assert.NotEqual(0, await StoreAsync(["-usr", "ct1", "-pwd", "geheim"], bench.PlainPort));
        Assert.Equal(0, await StoreAsync([], bench.PlainPort));
        Assert.DoesNotContain("geheim", bench.Appliance.LogTail(), StringComparison.Ordinal);

        async Task<int> StoreAsync(string[] options, int port) => (await TlsBench.DcmtkAsync("storescu", options, port, Cancel, files)).ExitCode;
    }

    private static async Task AwaitFaultAsync(TlsBench bench, string code, Func<string?, bool> isSo) => await Poll.UntilAsync(
        async () => await bench.Appliance.FaultAsync(code, Cancel) is var detail && isSo(detail) ? null : $"{code} is {detail ?? "not raised"}",
        TimeSpan.FromMilliseconds(50),
        TimeSpan.FromSeconds(30),
        Cancel);

    /// <summary>An association for each object, so that many handshakes fall into the time of a change.</summary>
    private static async Task<Outcome> SendOneByOneAsync(TlsBench bench, string folder)
    {
        Outcome sent = new(0, "", "");
        foreach (string file in Directory.GetFiles(folder).TakeWhile(_ => sent.ExitCode == 0))
        {
            sent = await TlsBench.DcmtkAsync("storescu", bench.Client.DcmtkOptions, bench.MutualPort, Cancel, file);
        }

        return sent;
    }

    private static async Task<string> FingerprintAsync(TlsBench bench)
    {
        Outcome shown = await Tool.RunAsync(
            "/bin/sh",
            "dash",
            [
                "-c",
                string.Create(CultureInfo.InvariantCulture, $"openssl s_client -connect 127.0.0.1:{bench.OpenPort} </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256"),
            ],
            Cancel);
        Assert.True(shown.ExitCode == 0, shown.Errors);
        return shown.Output;
    }
}
