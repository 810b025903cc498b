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

    /// <summary>Bounds of a comparison over two studies.</summary>
    public static ShadowPlan Plan { get; } = new(2, 24, 0, 0.1, OverlapMin: 0.9, ValueDifferenceMax: 0.2, SlowdownMax: 1.5, MemoryGrowthMax: 1.5);

    /// <summary>A study in which two releases say the same.</summary>
    public static ShadowAgreement Same { get; } = new(
        null, 2, 2, new LabelledFigure("nodule", 0.02), null, null, new ShadowCost(100, 200), new ShadowCost(110, 210));

    /// <summary>A study in which one has a finding that the other has not.</summary>
    public static ShadowAgreement Other { get; } = Same with { SameCall = 1, Probability = new LabelledFigure("nodule", 0.61) };

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
