using System.CommandLine;
using Edge.Ctl.Appliance;
using Edge.Ctl.Fleet.Collector;
using Edge.Mqtt;

namespace Edge.Ctl.Fleet;

/// <summary><c>edgectl fleet collector</c>: receives results, audit, events and metrics of the fleet, writes them to files, and acknowledges them.</summary>
internal static class FleetCollect
{
    private const int Window = 1000;

    private static readonly TimeSpan Session = TimeSpan.FromDays(7);

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var broker = new BrokerOptions();
        var output = new Option<string>("--out") { Description = "Directory of the files: DIR/SITE/DEVICE/STREAM.ndjson.", HelpName = "DIR", Required = true };
        var name = new Option<string>("--name")
        {
            Description = "What the broker knows this collector by: one that comes back under its name gets what was sent meanwhile. Two at once throw each other out.",
            HelpName = "NAME",
            DefaultValueFactory = static _ => "collector",
        };
        var verb = new Command(
            "collector",
            "Receives results, audit entries, events and metrics of the fleet, and writes each once and in order. A message is acknowledged to its appliance once it survives loss of power here; "
            + "what is lost on the way is asked for again. Runs until it is stopped.")
        {
            output,
            name,
        };
        broker.AddTo(verb);
        verb.SetAction((parsed, cancellation) => RunAsync(
            broker.Read(parsed) with { ClientId = $"edge-{parsed.GetValue(name)}", SessionExpiry = Session, SendWindow = Window, ReceiveMaximum = Window },
            parsed.GetRequiredValue(output),
            cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(MqttLinkOptions options, string output, CancellationToken cancellation)
    {
        await using var session = new BrokerSession(options);
        using var collector = new FleetCollector(session.Link, Path.GetFullPath(output), TimeProvider.System, Console.Error);
        IReadOnlyList<Task<MqttReasonCode>> granted = collector.Subscribe(cancellation);
        try
        {
            await session.ConnectAsync(cancellation);
            Task collecting = collector.RunAsync(cancellation);
            Task<MqttReasonCode[]> answered = Task.WhenAll(granted);
            await await Task.WhenAny(answered, collecting, session.Running);
            foreach (MqttReasonCode refused in (await answered).Where(answer => answer >= MqttReasonCode.UnspecifiedError))
            {
                throw new ApplianceException($"The broker does not let the collector listen: 0x{(int)refused:X2} {refused}. Check its access rules.");
            }

            await Console.Out.WriteLineAsync("ready");
            await await Task.WhenAny(collecting, session.Running);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Stopped: what was not written was not acknowledged, and comes again.
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new ApplianceException($"The collector cannot write: {failed.Message} Nothing of it was acknowledged; it comes again once the collector runs.", failed);
        }

        await Console.Error.WriteLineAsync($"{collector.Written} messages of {collector.Devices} devices were written, {collector.Malformed} were none, {collector.Dropped} found the queue full");
        return 0;
    }
}
