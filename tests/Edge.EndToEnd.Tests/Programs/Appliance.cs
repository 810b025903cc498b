using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>A running out/edge-runtime on loopback, with free ports and a data folder that the test owns.</summary>
internal sealed class Appliance : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly string _log;
    private readonly HttpClient _api;

    private Appliance(Process process, string data, string log)
    {
        _process = process;
        _log = log;
        Data = new DataDirectory(data);
        _api = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync }) { BaseAddress = new Uri("http://edge") };
    }

    public DataDirectory Data { get; }

    /// <summary>The first listener's port.</summary>
    public int DicomPort => DicomPorts[0];

    /// <summary>Every listener's port, in the order of the configuration.</summary>
    public IReadOnlyList<int> DicomPorts { get; private set; } = [];

    public int WebPort { get; private set; }

    /// <summary>Port of the senders' own web address; 0 where there is none.</summary>
    public int StowPort { get; private set; }

    /// <summary>Largest resident memory so far, in bytes (VmHWM of proc_pid_status(5)); of the runtime alone, without its child.</summary>
    public long PeakResidentBytes => Status("VmHWM") * 1024;

    /// <summary>Resident memory now, in bytes.</summary>
    public long ResidentBytes => Status("VmRSS") * 1024;

    /// <summary>Threads now.</summary>
    public int Threads => (int)Status("Threads");

    /// <summary>Descriptors it has open, sockets included, without the assemblies that .NET opens when they are first used.</summary>
    public int OpenDescriptors => Directory.GetFileSystemEntries($"/proc/{_process.Id}/fd")
        .Count(path => new FileInfo(path).LinkTarget is { } target && !target.EndsWith(".dll", StringComparison.Ordinal));

    /// <summary>What it logs, of every start on the same data folder.</summary>
    public string LogFile => _log;

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Processes it has started and not yet waited for.</summary>
    public IReadOnlyList<int> Children() =>
    [
        .. Directory.GetDirectories($"/proc/{_process.Id}/task")
            .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture)),
    ];

    /// <summary>Starts it and waits until it serves.</summary>
    /// <param name="data">Data folder.</param>
    /// <param name="overrides">Configuration overrides, <c>KEY=VALUE</c>.</param>
    /// <param name="cancellationToken">Gives up, and ends the process.</param>
    /// <param name="killAt">Point at which it, or its child, ends itself; null: none.</param>
    /// <param name="updater">Directory of the update agent; null: there is none.</param>
    public static async Task<Appliance> StartAsync(
        string data, IEnumerable<string> overrides, CancellationToken cancellationToken, string? killAt = null, string? updater = null)
    {
        Appliance appliance = Launch(data, overrides, killAt, updater);
        try
        {
            await appliance.ReadyAsync(cancellationToken);
            return appliance;
        }
        catch
        {
            await appliance.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it without waiting.</summary>
    public static Appliance Launch(string data, IEnumerable<string> overrides, string? killAt = null, string? updater = null)
    {
        string log = Path.Combine(Path.GetDirectoryName(data)!, "edge-runtime.log");
        string[] wanted = ["dicom.listeners.0.address=127.0.0.1", "dicom.listeners.0.port=0", "web.port=0", .. overrides];

        // The shell replaces itself, so that the process is the appliance, with its log in a file that outlives it.
        string[] command = ["-c", $"exec \"$0\" \"$@\" 2>>'{log}'", Checkout.Program("edge-runtime"), "--config", Checkout.WorkstationConfig, "--data", data];
        Process process = Tool.Start(
            "/bin/sh",
            "dash",
            [.. command, .. wanted.SelectMany(assignment => (string[])["--set", assignment])],
            new[] { (Name: KillPoint.Variable, Value: killAt), (Name: UpdaterDirectory.EnvironmentVariable, Value: updater) }
                .Where(one => one.Value is not null).ToDictionary(one => one.Name, one => one.Value!));
        return new Appliance(process, data, log);
    }

    /// <summary>Waits for the line <c>ready dicom=PORT web=PORT</c>, with <c>stow=PORT</c> where senders have an address of their own.</summary>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(StartLimit);
        string? line = await _process.StandardOutput.ReadLineAsync(limited.Token);
        string[] words = line?.Split(' ') ?? [];
        Assert.True(words is ["ready", _, _, ..], $"edge-runtime said '{line}' instead of ready. The end of its log:\n{LogTail()}");
        DicomPorts = [.. words[1].Replace("dicom=", "", StringComparison.Ordinal).Split(',').Select(port => int.Parse(port, CultureInfo.InvariantCulture))];
        WebPort = int.Parse(words[2].Replace("web=", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        StowPort = words.Length > 3 ? int.Parse(words[3].Replace("stow=", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>GET over the unix socket.</summary>
    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _api.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        string text = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"GET {path}: {(int)response.StatusCode} {text}");
        return JsonSerializer.Deserialize(text, type)!;
    }

    /// <summary>SIGHUP, as systemd reloads it.</summary>
    public Task HangUpAsync(CancellationToken cancellationToken) =>
        Tool.RunAsync("/bin/kill", "procps", ["-HUP", _process.Id.ToString(CultureInfo.InvariantCulture)], cancellationToken);

    /// <summary>The detail of a fault that is raised now, or null.</summary>
    public async Task<string?> FaultAsync(string code, CancellationToken cancellationToken) =>
        (await GetAsync("/v1/health", EdgeJson.Default.HealthReport, cancellationToken)).Faults.FirstOrDefault(fault => fault.Code == code)?.Detail;

    /// <summary>SIGKILL: the process gets no chance to do anything more.</summary>
    public void Kill() => Tool.Kill(_process);

    /// <summary>SIGTERM, as systemd stops it; returns the exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        await Tool.RunAsync("/bin/kill", "procps", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)], cancellationToken);
        return await EndAsync(cancellationToken);
    }

    /// <summary>Waits until it has ended by itself; returns the exit code.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(StopLimit);
        await _process.WaitForExitAsync(limited.Token);
        return _process.ExitCode;
    }

    public string LogTail() => File.Exists(_log) ? string.Join('\n', File.ReadLines(_log).TakeLast(40)) : "";

    public ValueTask DisposeAsync()
    {
        Kill();
        _process.Dispose();
        _api.Dispose();
        return ValueTask.CompletedTask;
    }

    private long Status(string name)
    {
        string line = File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith(name + ":", StringComparison.Ordinal));
        return long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Data.Socket), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
