using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Edge.Runtime.Tests.Telemetry;

/// <summary>A running <c>out/edgectl fleet collector</c> with a folder of its own; ended by its process id.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly Process _process;

    private Collector(Process process, string folder)
    {
        _process = process;
        Folder = folder;
    }

    public string Folder { get; }

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<Collector> StartAsync(int brokerPort, string folder)
    {
        string program = Path.Combine(Root(), "out", "edgectl");
        Assert.True(File.Exists(program), $"{program} does not exist. Run tools/setup.");
        Process process = Process.Start(new ProcessStartInfo(
            program, ["fleet", "collector", "--broker", $"127.0.0.1:{brokerPort.ToString(CultureInfo.InvariantCulture)}", "--out", folder])
        {
            RedirectStandardOutput = true,
        })!;
        var collector = new Collector(process, folder);
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)));
        return collector;
    }

    /// <summary>Has it end by itself.</summary>
    public async Task StopAsync()
    {
        using Process asked = Process.Start("/bin/sh", ["-c", $"kill -TERM {_process.Id.ToString(CultureInfo.InvariantCulture)}"]);
        await asked.WaitForExitAsync();
        await _process.WaitForExitAsync();
    }

    public void Kill() => _process.Kill();

    /// <summary>Lines of a stream of the device <c>site/device</c>.</summary>
    public IReadOnlyList<JsonElement> Lines(string stream) =>
    [
        .. File.ReadLines(Path.Combine(Folder, "site", "device", $"{stream}.ndjson")).Select(line => JsonDocument.Parse(line).RootElement),
    ];

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Edge.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("No folder above holds Edge.sln. Run the tests from a checkout.");
    }
}
