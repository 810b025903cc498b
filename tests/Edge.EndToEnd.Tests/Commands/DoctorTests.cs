using System.Text.Json;

namespace Edge.EndToEnd.Tests;

/// <summary><c>edgectl doctor</c> on an installation with everything that a first one gets wrong, and on one that is right.</summary>
public sealed class DoctorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Doctor_WrongInstallation_NamesEachAndWhatToDo_RightOneHasNoFail()
    {
        using var folder = new TemporaryFolder();
        using StoreScp archive = await StoreScp.StartAsync(folder.Sub("archive"), Cancel);
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        int port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        string data = folder.Sub("data");
        File.SetUnixFileMode(data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Dictionary<string, string> wrong = await LookAsync(await WriteAsync(folder, "wrong", port, OrthancServer.FreePort(), folder.Sub("nothing")), data, exitCode: 1);
        Assert.Equal("fail", wrong["port of dicom.listeners[0]"]);
        Assert.Equal("fail", wrong["archive archive"]);
        Assert.Equal("fail", wrong["model phantom-radiograph"]);
        Assert.Equal("fail", wrong["certificate of dicom.listeners[0].tls"]);
        Assert.Equal("ok", wrong["disk space"]);

        Dictionary<string, string> right = await LookAsync(await WriteAsync(folder, "right", OrthancServer.FreePort(), archive.Port, null), data, exitCode: 0);
        Assert.DoesNotContain("fail", right.Values);
        Assert.Equal(("ok", "ok", "ok"), (right["archive archive"], right["model phantom-radiograph"], right["port of dicom.listeners[0]"]));
        Assert.Contains(right["disk speed"], (string[])["ok", "warn"]);
        Assert.Empty(Directory.GetFileSystemEntries(data));
    }

    private static async Task<Dictionary<string, string>> LookAsync(string config, string data, int exitCode)
    {
        Outcome looked = await Tool.RunAsync(Checkout.Program("edgectl"), "edgectl", ["doctor", "--config", config, "--data", data, "--json"], Cancel);
        Assert.True(looked.ExitCode == exitCode, looked.Output + looked.Errors);
        using JsonDocument lines = JsonDocument.Parse(looked.Output);
        Assert.All(lines.RootElement.EnumerateArray().Where(line => line.GetProperty("verdict").GetString() != "ok"), line => Assert.NotEqual("", line.GetProperty("advice").GetString()));
        return lines.RootElement.EnumerateArray().GroupBy(line => line.GetProperty("area").GetString()!).ToDictionary(area => area.Key, area => area.Last().GetProperty("verdict").GetString()!);
    }

    private static async Task<string> WriteAsync(TemporaryFolder folder, string name, int dicomPort, int archivePort, string? models)
    {
        var config = System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(Checkout.WorkstationConfig, Cancel))!.AsObject();
        string tls = models is null ? "null" : """{"certificate": "none.crt", "key": "none.key", "clientCa": null, "clientCertificate": "none"}""";
        config["dicom"]!["listeners"] = System.Text.Json.Nodes.JsonNode.Parse($$"""[{"address": "127.0.0.1", "port": {{dicomPort}}, "tls": {{tls}}}]""");
        config["pacs"] = System.Text.Json.Nodes.JsonNode.Parse($$"""[{"name": "archive", "host": "127.0.0.1", "port": {{archivePort}}, "aeTitle": "ARCHIVE", "tls": null, "commitment": null}]""");
        config["models"]!["directory"] = models ?? Path.Combine(Checkout.Root, "tools", "models", "releases");
        config["web"]!["port"] = OrthancServer.FreePort();
        config["inbox"]!["minFreeMiB"] = 1;
        config["mqtt"] = null;
        string file = Path.Combine(folder.Path, name + ".json");
        await File.WriteAllTextAsync(file, config.ToJsonString(), Cancel);
        return file;
    }
}
