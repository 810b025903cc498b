using System.Diagnostics;

namespace Edge.Mqtt.Tests;

/// <summary>Counts the process's descriptors, so that nothing else may run beside it.</summary>
[Collection(nameof(DescriptorTests))]
[CollectionDefinition(nameof(DescriptorTests), DisableParallelization = true)]
public sealed class DescriptorTests
{
    private const int SomeSlack = 8;

    [Fact]
    public async Task RunAsync_FiftyLinksOneAfterTheOther_LeakNoDescriptor()
    {
        const int links = 50;
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await (await RunningLink.ConnectAsync(RunningLink.Options(broker.Port))).DisposeAsync();
        int before = OpenDescriptors();
        for (int index = 0; index < links; index++)
        {
            await (await RunningLink.ConnectAsync(RunningLink.Options(broker.Port))).DisposeAsync();
        }

        Assert.InRange(OpenDescriptors(), 0, before + SomeSlack);
    }

    [Fact]
    public async Task RunAsync_DescriptorsAbove1023_Works()
    {
        const int taken = 1100;
        List<FileStream> held = [];
        try
        {
            while (held.Count < taken)
            {
                held.Add(new FileStream("/dev/null", FileMode.Open, FileAccess.Read));
            }

            await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
            await using Peer subscriber = await Peer.SubscribeAsync(broker.Port, "edge/x");
            await using RunningLink running = await RunningLink.ConnectAsync(RunningLink.Options(broker.Port));
            Assert.Equal(MqttReasonCode.Success, await running.PublishAsync("edge/x", "high"));
            await broker.KillAsync();
            await running.UntilAsync(status => status.State == MqttLinkState.Waiting);
            await broker.StartAgainAsync();
            await running.UntilAsync(status => status is { State: MqttLinkState.Connected, Connects: 2 });
        }
        finally
        {
            held.ForEach(stream => stream.Dispose());
        }
    }

    [Fact]
    public async Task RunAsync_ChildProcessStarted_DoesNotInheritTheConnection()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using RunningLink running = await RunningLink.ConnectAsync(RunningLink.Options(broker.Port));
        using Process child = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "ls -l /proc/$$/fd"]) { RedirectStandardOutput = true })!;
        string[] inherited = (await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n');
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        string own = await File.ReadAllTextAsync("/proc/net/tcp", TestContext.Current.CancellationToken);
        string remote = $"0100007F:{broker.Port:X4}";
        string[] connection = own.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Single(part => part.Length > 9 && part[2] == remote && part[3] == "01");
        Assert.DoesNotContain(inherited, line => line.Contains($"socket:[{connection[9]}]", StringComparison.Ordinal));
    }

    private static int OpenDescriptors() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();
}
