using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>A running out/edge-updater beside an appliance.</summary>
internal sealed class UpdateAgentProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan UpdateLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Process _process;

    private UpdateAgentProcess(Process process, string data, string log)
    {
        _process = process;
        Data = data;
        Log = log;
    }

    /// <summary>Its directory.</summary>
    public string Data { get; }

    /// <summary>What it logs.</summary>
    public string Log { get; }

    /// <summary>Writes the configuration of a workstation that takes releases.</summary>
    public static async Task<string> ConfigureAsync(string folder, ReleaseDesk desk, JsonArray sources, CancellationToken cancellationToken)
    {
        JsonNode config = JsonNode.Parse(await File.ReadAllTextAsync(Checkout.WorkstationConfig, cancellationToken))!;
        config["models"]!["directory"] = desk.Store;
        config["updates"] = new JsonObject
        {
            ["sources"] = sources,
            ["ca"] = null,
            ["rateMaxMiBPerSecond"] = 16,
            ["root"] = desk.FirstRoot,
            ["releaseKey"] = desk.ReleaseKey,
            ["user"] = null,
            ["approval"] = "automatic",
            ["window"] = null,
            ["checkMinutes"] = 60,
            ["probation"] = new JsonObject { ["leastResults"] = 1, ["longestHours"] = 1, ["failedShareMax"] = 0, ["slowdownMax"] = 100 },
        };
        string file = Path.Combine(folder, "device.json");
        await File.WriteAllTextAsync(file, config.ToJsonString(), cancellationToken);
        return file;
    }

    /// <summary>Starts it and waits until it serves.</summary>
    public static async Task<UpdateAgentProcess> StartAsync(string folder, string config, Appliance appliance, CancellationToken cancellationToken, params IEnumerable<string> overrides)
    {
        string data = Path.Combine(folder, "updater");
        string log = Path.Combine(folder, "edge-updater.log");
        Process process = Tool.Start(
            "/bin/sh", "dash", ["-c", $"exec \"$0\" \"$@\" 2>>'{log}'", Checkout.Program("edge-updater"), "--config", config, "--data", data, "--runtime-data", appliance.Data.Root, .. overrides.SelectMany(assignment => (string[])["--set", assignment])]);
        var agent = new UpdateAgentProcess(process, data, log);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(StartLimit);
        string? line = await process.StandardOutput.ReadLineAsync(limited.Token);
        if (line?.StartsWith("ready ", StringComparison.Ordinal) != true)
        {
            await agent.DisposeAsync();
            Assert.Fail($"edge-updater said '{line}' instead of ready: {(File.Exists(log) ? await File.ReadAllTextAsync(log, cancellationToken) : "")}");
        }

        return agent;
    }

    /// <summary>Waits until the update to a version is in a state, and returns it.</summary>
    public async Task<UpdateView> WaitAsync(string version, UpdateState state, CancellationToken cancellationToken)
    {
        UpdateView? update = null;
        await Poll.UntilAsync(
            async () =>
            {
                update = (await StatusAsync(cancellationToken)).Updates.FirstOrDefault(update => update.ToVersion == version);
                return update?.State == state ? null : $"{update}\n{string.Join('\n', (await File.ReadAllLinesAsync(Log, cancellationToken)).TakeLast(20))}";
            },
            Interval,
            UpdateLimit,
            cancellationToken);
        return update!;
    }

    /// <summary>What edgectl update status says.</summary>
    public async Task<UpdaterStatus> StatusAsync(CancellationToken cancellationToken) => JsonSerializer.Deserialize(
        (await ReleaseDesk.DoneAsync(cancellationToken, "update", "status", "--json", "--data", Data)).Output, EdgeJson.Default.UpdaterStatus)!;

    public ValueTask DisposeAsync()
    {
        Tool.Kill(_process);
        _process.Dispose();
        return ValueTask.CompletedTask;
    }
}
