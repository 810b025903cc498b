using System.Net;

namespace Edge.Mqtt.Tests;

public sealed class TlsTests : IAsyncDisposable
{
    private readonly MosquittoBroker _broker = MosquittoBroker.Prepare();
    private readonly TestAuthority _hospital;

    public TlsTests() => _hospital = new TestAuthority(_broker.Folder, "hospital");

    [Fact]
    public async Task RunAsync_BothCertificatesGood_ConnectsAndPublishes()
    {
        await StartBrokerAsync(_hospital.Issue("broker", IPAddress.Loopback));
        (string certificate, string key) = _hospital.Issue("device");
        await using RunningLink running = await RunningLink.ConnectAsync(Options(new MqttTls(_hospital.CaFile, certificate, key)));
        Assert.Equal(MqttReasonCode.NoMatchingSubscribers, await running.PublishAsync("edge/x", new string('x', 200_000)));
        await _broker.LogLineAsync(line => line.Contains("u'device'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_BrokerKilledAndStartedAgain_ShakesHandsAgain()
    {
        (string Certificate, string Key) server = _hospital.Issue("broker", IPAddress.Loopback);
        await StartBrokerAsync(server);
        (string certificate, string key) = _hospital.Issue("device");
        await using RunningLink running = await RunningLink.ConnectAsync(Options(new MqttTls(_hospital.CaFile, certificate, key)));
        await _broker.KillAsync();
        await running.UntilAsync(status => status.State == MqttLinkState.Waiting);
        await StartBrokerAsync(server);
        await running.UntilAsync(status => status is { State: MqttLinkState.Connected, Connects: 2 });
    }

    [Fact]
    public async Task RunAsync_CertificateRenewed_IsShownAtTheNextConnection()
    {
        (string Certificate, string Key) server = _hospital.Issue("broker", IPAddress.Loopback);
        await StartBrokerAsync(server);
        (string certificate, string key) = _hospital.Issue("device");
        await using RunningLink running = await RunningLink.ConnectAsync(Options(new MqttTls(_hospital.CaFile, certificate, key)));
        (string renewed, string renewedKey) = _hospital.Issue("renewed");
        File.Move(renewed, certificate, overwrite: true);
        File.Move(renewedKey, key, overwrite: true);
        await _broker.KillAsync();
        await StartBrokerAsync(server);
        await _broker.LogLineAsync(line => line.Contains("u'renewed'", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_CredentialsFile_TakesTwoLinesAndSaysWhatIsWrong()
    {
        string file = Path.Combine(_broker.Folder, "login");
        File.WriteAllText(file, "user\npass word\n");
        Assert.Equal(new MqttCredentials("user", "pass word"), MqttCredentials.Read(file));
        File.WriteAllText(file, "user\n");
        Assert.Equal(new MqttCredentials("user", null), MqttCredentials.Read(file));
        File.WriteAllText(file, "\npassword\n");
        Assert.Contains("first line", Assert.Throws<MqttException>(() => MqttCredentials.Read(file)).Message, StringComparison.Ordinal);
        File.Delete(file);
        Assert.Contains(file, Assert.Throws<MqttException>(() => MqttCredentials.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_LoginFileHalfWritten_ConnectsOnceItIsWhole()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        string file = Path.Combine(broker.Folder, "login");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await using RunningLink running = RunningLink.Start(RunningLink.Options(broker.Port) with { CredentialsFile = file });
        MqttLinkStatus waiting = await running.UntilAsync(status => status.State == MqttLinkState.Waiting);
        Assert.Contains("is no file of a user name and a password", waiting.Reason, StringComparison.Ordinal);
        Assert.Contains("is no file of a user name and a password", running.Link.FileTrouble(), StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, "device\nsecret\n", TestContext.Current.CancellationToken);

        await running.UntilAsync(status => status.State == MqttLinkState.Connected);
        Assert.Null(running.Link.FileTrouble());
        await broker.LogLineAsync(line => line.Contains("u'device'", StringComparison.Ordinal));
    }

    [Fact]
    public void FileTrouble_FileOfTlsMissing_SaysWhichAndWhatToDo()
    {
        string missing = Path.Combine(_broker.Folder, "device.key");
        string? trouble = new MqttLink(Options(new MqttTls(_hospital.CaFile, _hospital.CaFile, missing))).FileTrouble();
        Assert.Contains(missing, trouble, StringComparison.Ordinal);
        Assert.Contains("looked for again", trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_BrokerOfAnotherAuthority_Refused()
    {
        await StartBrokerAsync(_hospital.Issue("broker", IPAddress.Loopback));
        using var stranger = new TestAuthority(_broker.Folder, "stranger");
        (string certificate, string key) = _hospital.Issue("device");
        await using RunningLink running = RunningLink.Start(Options(new MqttTls(stranger.CaFile, certificate, key)));
        MqttLinkStatus refused = await running.UntilAsync(status => status.State == MqttLinkState.Waiting);
        Assert.Contains("certificate verify failed", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_BrokerCertificateForAnotherHost_Refused()
    {
        await StartBrokerAsync(_hospital.Issue("elsewhere.example"));
        (string certificate, string key) = _hospital.Issue("device");
        await using RunningLink running = RunningLink.Start(Options(new MqttTls(_hospital.CaFile, certificate, key)));
        await running.UntilAsync(status => status.State == MqttLinkState.Waiting);
        Assert.Equal(0, running.Link.Status.Connects);
    }

    [Fact]
    public async Task RunAsync_ClientShowsNoCertificate_NeverConnects()
    {
        await StartBrokerAsync(_hospital.Issue("broker", IPAddress.Loopback));
        await using RunningLink running = RunningLink.Start(Options(new MqttTls(_hospital.CaFile, null, null)));
        await running.UntilAsync(status => status.State == MqttLinkState.Waiting);
        Assert.Equal(0, running.Link.Status.Connects);
    }

    [Fact]
    public async Task RunAsync_PeerClosesInTheHandshake_TriesAgain()
    {
        using var silent = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        MqttLinkOptions options = Options(new MqttTls(_hospital.CaFile, null, null)) with { Port = ((IPEndPoint)silent.LocalEndpoint).Port };
        await using RunningLink running = RunningLink.Start(options);
        (await silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken)).Dispose();
        await running.UntilAsync(status => status.State == MqttLinkState.Waiting);
        (await silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken)).Dispose();
    }

    [Fact]
    public async Task RunAsync_FileMissing_SaysWhich()
    {
        var link = new MqttLink(Options(new MqttTls(Path.Combine(_broker.Folder, "absent.pem"), null, null)));
        MqttException refused = await Assert.ThrowsAsync<MqttException>(() => link.RunAsync(TestContext.Current.CancellationToken));
        Assert.Contains("TLS files", refused.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        _hospital.Dispose();
        await _broker.DisposeAsync();
    }

    private Task StartBrokerAsync((string Certificate, string Key) server) => _broker.StartAgainAsync(
        $"cafile {_hospital.CaFile}", $"certfile {server.Certificate}", $"keyfile {server.Key}", "require_certificate true", "use_identity_as_username true");

    private MqttLinkOptions Options(MqttTls tls) => RunningLink.Options(_broker.Port) with { Tls = tls, ConnectTimeout = TimeSpan.FromSeconds(5) };
}
