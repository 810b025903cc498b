using System.CommandLine;
using System.Text.Json;
using Edge.Contracts;
using Edge.Ctl.Repo;
using Edge.Mqtt;

namespace Edge.Ctl.Fleet;

/// <summary><c>edgectl fleet suspend REPO</c>: has every device look at once at what the signers have suspended, and says which have.</summary>
internal static class FleetSuspend
{
    private const double ListenSecondsDefault = 5;
    private const double WaitSecondsDefault = 60;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string> repository = RepoArguments.Repository();
        var broker = new BrokerOptions();
        var listen = new Option<double>("--listen") { Description = "Seconds to hear which devices there are (default: 5).", HelpName = "SECONDS", DefaultValueFactory = _ => ListenSecondsDefault };
        var wait = new Option<double>("--wait") { Description = "Seconds to wait until the devices have done it (default: 60).", HelpName = "SECONDS", DefaultValueFactory = _ => WaitSecondsDefault };
        var command = new Command("suspend", "Tells every device which releases are suspended (edgectl repo revoke, signed and published), and waits until they have stopped them.")
        {
            repository, listen, wait,
        };
        broker.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            SuspendedRelease[] suspended =
            [
                .. RepoArguments.With(parsed.GetRequiredValue(repository), work => work.PublishedOffers())
                    .Where(offer => offer.SuspendedBecause is not null)
                    .Select(offer => new SuspendedRelease(offer.Name, offer.Version, offer.SuspendedBecause!)),
            ];
            var fleet = new FleetStatus();
            await using var session = new BrokerSession(broker.Read(parsed));
            await fleet.HearAsync(session, TimeSpan.FromSeconds(parsed.GetValue(listen)), cancellation);
            foreach ((FleetDevice device, UpdateNotice notice) in fleet.Notices)
            {
                byte[] copy = JsonSerializer.SerializeToUtf8Bytes(new SuspendedReleases(suspended), EdgeJson.Default.SuspendedReleases);
                await session.SendAsync(new MqttMessage(device.Topics(notice.Kind).Suspend, copy, Retain: true), cancellation);
            }

            FleetDevice[] late = await AwaitAsync(fleet, suspended, TimeSpan.FromSeconds(parsed.GetValue(wait)), cancellation);
            Console.WriteLine($"{suspended.Length} releases are suspended; {fleet.Notices.Count - late.Length} of {fleet.Notices.Count} devices have stopped them.");
            Array.ForEach(late, device => Console.WriteLine($"  {device} has not yet. The broker keeps the message; the device also sees it wherever it looks for releases."));
            return late.Length == 0 ? 0 : 1;
        });
        return command;
    }

    private static async Task<FleetDevice[]> AwaitAsync(FleetStatus fleet, SuspendedRelease[] suspended, TimeSpan wait, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(wait);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        while (true)
        {
            Task changed = fleet.Changed;
            FleetDevice[] open = [.. fleet.Notices.Where(notice => suspended.Except(notice.Value.Suspended).Any()).Select(notice => notice.Key)];
            if (open.Length == 0 || late.IsCancellationRequested)
            {
                return open;
            }

            try
            {
                await changed.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // The time is over.
            }
        }
    }
}
