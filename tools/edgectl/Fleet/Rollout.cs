using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Edge.Contracts;
using Edge.Releases.Offers;

namespace Edge.Ctl.Fleet;

/// <summary>
/// Tells devices wave after wave that it is their turn to take a release. A wave is over when each of its devices has committed the release or has given
/// it up, or when its time is over; more failures than allowed end the rollout, and nobody else is told. Begun again it goes on where it was.
/// </summary>
internal sealed class Rollout(ReleaseOffer offer, FleetStatus fleet, RolloutNotices notices, RolloutBounds bounds, TextWriter output)
{
    private readonly NotifiedRelease _release = new(offer.Name, offer.Version);

    /// <summary>Runs it.</summary>
    /// <returns>False when it stopped because too many failed.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        FleetDevice[] devices = Devices();
        int told = 0;
        foreach (double percent in bounds.WavePercents)
        {
            int until = (int)Math.Ceiling(devices.Length * percent / 100);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Wave of {percent:0.##} %: {until - told} more of {devices.Length} devices."));
            for (; told < until; told++)
            {
                await notices.GiveAsync(TopicOf(devices[told]), _release, cancellation);
            }

            if (!await WatchAsync(devices[..told], cancellation))
            {
                await StopAsync(devices[..told], cancellation);
                return false;
            }
        }

        await output.WriteLineAsync($"{offer.Name} {offer.Version} is on {devices.Count(device => Standing(device)?.State == UpdateState.Committed)} of {devices.Length} devices.");
        return true;
    }

    /// <summary>Devices that the release is for, in an order of chance that is the same when the rollout is begun again.</summary>
    private FleetDevice[] Devices() =>
    [
        .. fleet.Notices
            .Where(notice => offer.IsFor(notice.Key.Site, notice.Key.Id) && offer.DeviceKinds?.Contains(notice.Value.Kind) != false)
            .Select(notice => notice.Key)
            .OrderBy(device => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{offer.Name} {offer.Version} {device}"))), StringComparer.Ordinal),
    ];

    /// <returns>False when more failed than may.</returns>
    private async Task<bool> WatchAsync(FleetDevice[] devices, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(bounds.WaveTime);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        var said = new HashSet<FleetDevice>();
        while (true)
        {
            Task changed = fleet.Changed;
            UpdateView?[] standings = [.. devices.Select(Standing)];
            for (int index = 0; index < devices.Length; index++)
            {
                if (standings[index] is { State: >= UpdateState.Committed } over && said.Add(devices[index]))
                {
                    await output.WriteLineAsync($"  {devices[index]}: {Word(over.State)}, {over.Reason}");
                }
            }

            int open = standings.Count(standing => standing is not { State: >= UpdateState.Committed });
            int failed = standings.Count(standing => standing is { State: > UpdateState.Committed }) + (late.IsCancellationRequested ? open : 0);
            if (failed > devices.Length * bounds.AbortShare)
            {
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"{failed} of {devices.Length} devices failed{(late.IsCancellationRequested ? " or did not end in time" : "")}; {bounds.AbortShare:0.##%} may."));
                return false;
            }

            if (open == 0 || late.IsCancellationRequested)
            {
                return true;
            }

            try
            {
                await changed.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // The wave's time is over.
            }
        }
    }

    /// <summary>Takes the word back from devices that have not begun; what runs comes to its end.</summary>
    private async Task StopAsync(FleetDevice[] devices, CancellationToken cancellation)
    {
        foreach (FleetDevice device in devices.Where(device => Standing(device) is not { State: >= UpdateState.Committed }))
        {
            await notices.TakeBackAsync(TopicOf(device), _release, cancellation);
        }

        await output.WriteLineAsync("Stopped. Nobody else is told. Suspend the release, if it is to blame: edgectl repo revoke.");
    }

    private string TopicOf(FleetDevice device) => device.Topics(fleet.Notices[device].Kind).UpdateNotify;

    private UpdateView? Standing(FleetDevice device) =>
        fleet.Notices[device].Updates.FirstOrDefault(update => update.Model == offer.Name && update.ToVersion == offer.Version);

    private static string Word(UpdateState state) => JsonSerializer.Serialize(state, EdgeJson.Default.UpdateState).Trim('"');
}
