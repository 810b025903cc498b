using Edge.Contracts;
using Edge.Releases.Tests;
using Edge.Updater.Broker;

namespace Edge.Updater.Tests;

/// <summary>Central operations, a runtime, and a clock; devices are made by the tests.</summary>
internal sealed class UpdateFixture : IAsyncDisposable
{
    private UpdateFixture(TestFolder files, ManualClock time, Operations operations, StandInRuntime runtime)
    {
        Files = files;
        Time = time;
        Operations = operations;
        Runtime = runtime;
    }

    public TestFolder Files { get; }

    public ManualClock Time { get; }

    public Operations Operations { get; }

    public StandInRuntime Runtime { get; }

    public static ServingRecord Good { get; } = new(10, 0, 100);

    public static async Task<UpdateFixture> StartAsync()
    {
        var files = new TestFolder();
        var time = new ManualClock();
        Directory.CreateDirectory(files.At("store"));
        return new UpdateFixture(files, time, new Operations(files, time), await StandInRuntime.StartAsync(files.At("runtime.sock"), files.At("store")));
    }

    public Device Device(Action<string>? reached = null, Func<UpdatesConfig, UpdatesConfig>? change = null, long freeBytes = long.MaxValue, BlockPort? blocks = null) =>
        new(Files, Operations, Time, reached, change, freeBytes, blocks);

    /// <summary>A device on which version 1.0.0 serves, with the offer of 2.0.0 waiting; in probation 2.0.0 does well.</summary>
    public void InstallFirst(Device device)
    {
        string first = Operations.MakeRelease("1.0.0");
        Operations.Sign(first);
        device.Install("1.0.0", first);
        Runtime.Records["1.0.0"] = new ServingRecord(50, 0, 100);
        Runtime.Records["2.0.0"] = Good;
    }

    public async ValueTask DisposeAsync()
    {
        await Runtime.DisposeAsync();
        Operations.Dispose();
        Files.Dispose();
    }
}
