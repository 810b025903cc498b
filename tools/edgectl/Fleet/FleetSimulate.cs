using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Edge.Ctl.Fleet.Simulator;
using Edge.Mqtt;

namespace Edge.Ctl.Fleet;

/// <summary><c>edgectl fleet simulate</c>: devices that are not there, to see what a broker and its receivers bear.</summary>
internal static class FleetSimulate
{
    private const double MiB = 1024 * 1024;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var broker = new BrokerOptions();
        var devices = new Option<int>("--devices") { Description = "How many.", HelpName = "N", DefaultValueFactory = static _ => 2000 };
        var seconds = new Option<int>("--seconds") { Description = "How long to measure once all are there.", HelpName = "N", DefaultValueFactory = static _ => 120 };
        var every = new Option<double>("--every") { Description = "Seconds between two heartbeats of a device, each with a snapshot of metrics.", HelpName = "N", DefaultValueFactory = static _ => 60 };
        var rate = new Option<int>("--connect-rate") { Description = "Devices that connect in a second.", HelpName = "N", DefaultValueFactory = static _ => 100 };
        var site = new Option<string>("--site") { Description = "Their site.", HelpName = "SITE", DefaultValueFactory = static _ => "simulated" };
        var process = new Option<int?>("--watch-pid") { Description = "Process whose CPU time and memory are printed with the figures: the broker, a receiver.", HelpName = "PID" };
        var verb = new Command("simulate", "Simulates devices with real sessions, in one process: heartbeats and metrics. For sizing a broker; not for one that others use.")
        {
            devices, seconds, every, rate, site, process,
        };
        broker.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var tally = new SimulationTally();
            MqttLinkOptions options = broker.Read(parsed) with { SessionExpiry = TimeSpan.FromHours(1) };
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            int count = parsed.GetValue(devices);
            Task[] running =
            [
                .. Enumerable.Range(0, count).Select(number => new SimulatedDevice(options, parsed.GetValue(site)!, number, TimeSpan.FromSeconds(parsed.GetValue(every)), tally, TimeProvider.System)
                    .RunAsync(TimeSpan.FromSeconds((double)number / parsed.GetValue(rate)), stop.Token)),
            ];
            try
            {
                await MeasureAsync(tally, count, TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(process), stop.Token);
            }
            finally
            {
                await stop.CancelAsync();
                await Task.WhenAll(running);
            }

            return 0;
        });
        return verb;
    }

    private static async Task MeasureAsync(SimulationTally tally, int count, TimeSpan span, int? watched, CancellationToken cancellation)
    {
        long begun = Stopwatch.GetTimestamp();
        while (tally.Devices < count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation);
        }

        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"all {count} devices are there after {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s"));
        tally.Reset();
        begun = Stopwatch.GetTimestamp();
        (string Name, Process Process, TimeSpan Before)[] processes = [.. Watched(watched)];
        await Task.Delay(span, cancellation);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(begun);
        await Console.Out.WriteLineAsync(tally.Describe(elapsed));
        foreach ((string name, Process process, TimeSpan before) in processes)
        {
            process.Refresh();
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {100 * (process.TotalProcessorTime - before) / elapsed:0.0} % of a core, {process.WorkingSet64 / MiB:0.0} MiB resident"));
            process.Dispose();
        }
    }

    private static IEnumerable<(string Name, Process Process, TimeSpan Before)> Watched(int? id)
    {
        Process[] processes = id is { } other ? [Process.GetCurrentProcess(), Process.GetProcessById(other)] : [Process.GetCurrentProcess()];
        return processes.Select((process, index) => (index == 0 ? "simulator" : process.ProcessName, process, process.TotalProcessorTime));
    }
}
