using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Settings;
using Edge.Runtime.Telemetry;

namespace Edge.Runtime.Tests.Telemetry;

public sealed class BrokerCertificateTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly TestAppliance _appliance;
    private readonly string _file;

    public BrokerCertificateTests()
    {
        _appliance = new TestAppliance(_time);
        _file = Path.Combine(_appliance.Data.Root, "device.crt");
    }

    [Theory]
    [InlineData(-1, 90, null)]
    [InlineData(-300, 29, "broker-certificate-expiring")]
    [InlineData(-300, 31, null)]
    [InlineData(-66, 24, null)]
    [InlineData(-69, 21, "broker-certificate-expiring")]
    [InlineData(-90, -1, "broker-certificate-invalid")]
    [InlineData(1, 90, "broker-certificate-invalid")]
    public void Look_Certificate_ShowsWhatIsWrongWithIt_AndClearsWhenItIsReplaced(int fromDays, int toDays, string? code)
    {
        Write(fromDays, toDays);
        Look();
        Assert.Equal(code is null ? [] : [code], _appliance.Get<FaultBoard>().Current.Select(fault => fault.Code));
        Write(-1, 90);
        Look();
        Assert.Empty(_appliance.Get<FaultBoard>().Current);
    }

    [Fact]
    public void Look_NoCertificateThere_IsInvalid()
    {
        Look();
        Assert.Contains("device.crt cannot be read", Assert.Single(_appliance.Get<FaultBoard>().Current).Detail, StringComparison.Ordinal);
    }

    public void Dispose() => _appliance.Dispose();

    private void Look() => new BrokerCertificate(
        new RunningConfig(_appliance.Config with { Mqtt = new MqttConfig("127.0.0.1", 8883, new MqttTlsConfig(_file, null, null)) }, ""), _appliance.Get<FaultBoard>(), _time).Look();

    private void Write(int fromDays, int toDays)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset now = _time.GetUtcNow();
        using X509Certificate2 certificate = new CertificateRequest("CN=device", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(fromDays), now.AddDays(toDays));
        File.WriteAllText(_file, certificate.ExportCertificatePem());
    }
}
