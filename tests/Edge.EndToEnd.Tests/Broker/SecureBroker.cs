using System.Net;
using Edge.Mqtt.Tests;

namespace Edge.EndToEnd.Tests;

/// <summary>mosquitto as packaging/mosquitto sets it up: TLS with certificates on both sides, and access by their names.</summary>
internal sealed class SecureBroker : IAsyncDisposable
{
    private readonly MosquittoBroker _broker = MosquittoBroker.Prepare();
    private readonly TestAuthority _authority;
    private readonly (string Certificate, string Key) _server;

    private SecureBroker()
    {
        _authority = new TestAuthority(_broker.Folder, "devices-ca");
        _server = _authority.Issue("broker", IPAddress.Loopback);
    }

    public MosquittoBroker Broker => _broker;

    public int Port => _broker.Port;

    public static async Task<SecureBroker> StartAsync()
    {
        var broker = new SecureBroker();
        string access = Path.Combine(broker._broker.Folder, "edge.acl");
        File.Copy(Path.Combine(Checkout.Root, "packaging/mosquitto/edge.acl"), access);
        string[] settings = await File.ReadAllLinesAsync(Path.Combine(Checkout.Root, "packaging/mosquitto/edge.conf"));
        Dictionary<string, string> files = new(StringComparer.Ordinal)
        {
            ["cafile"] = broker._authority.CaFile,
            ["certfile"] = broker._server.Certificate,
            ["keyfile"] = broker._server.Key,
            ["acl_file"] = access,
            ["persistence"] = "false",
        };
        await broker._broker.StartAgainAsync(
            [.. settings.Where(line => !line.StartsWith("listener ", StringComparison.Ordinal))
                .Select(line => files.TryGetValue(line.Split(' ')[0], out string? file) ? $"{line.Split(' ')[0]} {file}" : line)]);
        return broker;
    }

    /// <summary>Overrides with which an appliance of this name connects.</summary>
    public string[] Overrides(string name)
    {
        (string certificate, string key) = _authority.Issue(name);
        return ["mqtt.host=127.0.0.1", $"mqtt.port={Port}", $"mqtt.tls.ca={_authority.CaFile}", $"mqtt.tls.certificate={certificate}", $"mqtt.tls.key={key}"];
    }

    /// <summary>Options with which mosquitto's clients connect under this name.</summary>
    public string[] Options(string name)
    {
        (string certificate, string key) = _authority.Issue(name);
        return ["--cafile", _authority.CaFile, "--cert", certificate, "--key", key];
    }

    public async ValueTask DisposeAsync()
    {
        _authority.Dispose();
        await _broker.DisposeAsync();
    }
}
