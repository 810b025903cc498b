using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Edge.Contracts;
using Edge.Runtime.Host;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Runtime.Tests.Host;

public sealed class PageCertificateTests : IDisposable
{
    private readonly TestAppliance _appliance = new();
    private readonly ManualTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-3000, false, true)]
    [InlineData(-3000, true, false)]
    [InlineData(100, true, true)]
    [InlineData(800, true, false)]
    [InlineData(800, false, false)]
    public void Ensure_LaterStart_KeepsWhatIsGood(int daysLater, bool isClockSure, bool isKept)
    {
        byte[] first = Made(isClockSure: true);
        _time.SetWall(_time.GetUtcNow().AddDays(daysLater));
        Assert.Equal(isKept, first.AsSpan().SequenceEqual(Made(isClockSure)));
    }

    [Fact]
    public async Task Page_OverTls_SpeaksHttp2()
    {
        _time.SetWall(TimeProvider.System.GetUtcNow());
        Made(isClockSure: true);
        await using var bench = new HostBench(null, $"web.tls.certificate={_appliance.Data.WebCertificate}", $"web.tls.key={_appliance.Data.WebKey}");
        using HttpClient started = await bench.StartAsync(Cancellation);
        int port = PagePort.Of(bench.App.Services.GetRequiredService<IServer>());
        using X509Certificate2 made = X509CertificateLoader.LoadCertificateFromFile(_appliance.Data.WebCertificate);
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == made.Thumbprint } };
        using var browser = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using HttpResponseMessage answer = await browser.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{port}/healthz")), Cancellation);
        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (answer.StatusCode, answer.Version));
    }

    public void Dispose() => _appliance.Dispose();

    private byte[] Made(bool isClockSure)
    {
        DeviceConfig config = _appliance.Config with { Web = _appliance.Config.Web with { Address = "0.0.0.0" } };
        Assert.Equal(_appliance.Data.WebCertificate, PageCertificate.Ensure(config, _appliance.Data, _time, isClockSure).Web.Tls!.Certificate);
        return File.ReadAllBytes(_appliance.Data.WebCertificate);
    }
}
