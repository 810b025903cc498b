using System.CommandLine;
using System.Text.Json.Serialization;
using Edge.Contracts;
using Edge.Ctl.Appliance;
using Edge.Mqtt;
using Spectre.Console;

namespace Edge.Ctl.Fleet;

/// <summary><c>edgectl fleet watch</c>: a live table of the devices, from what the broker keeps of them.</summary>
internal static class FleetWatch
{
    /// <summary>Lines of a screen that hold no device: what is above the table, its head, and the line of the cursor.</summary>
    private const int OtherLines = 7;

    private const int RowsMin = 5;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var broker = new BrokerOptions();
        var site = new Option<string>("--site") { Description = "Only devices of this site.", HelpName = "SITE", DefaultValueFactory = static _ => "+" };
        var once = new Option<bool>("--once") { Description = "Print the devices and end." };
        var json = new Option<bool>("--json") { Description = "Print them as JSON and end." };
        var verb = new Command("watch", "Shows the fleet: state, versions, models, updates and faults of each device, as it reports them. A terminal shows as many as it has room for, those that need a look first.") { site, once, json };
        broker.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            await using var session = new BrokerSession(broker.Read(parsed));
            var view = new FleetView();
            Task<MqttReasonCode[]> granted = view.SubscribeAsync(session.Link, parsed.GetValue(site)!, cancellation);
            await session.ConnectAsync(cancellation);
            foreach (MqttReasonCode refused in (await granted).Where(answer => answer >= MqttReasonCode.UnspecifiedError))
            {
                throw new ApplianceException($"The broker does not let this client listen: 0x{(int)refused:X2} {refused}. Check its access rules.");
            }

            if (parsed.GetValue(json) || parsed.GetValue(once) || Console.IsOutputRedirected)
            {
                await SettleAsync(view, cancellation);
                Print(view, parsed.GetValue(json));
                return 0;
            }

            await ShowAsync(view, session, cancellation);
            return 0;
        });
        return verb;
    }

    /// <summary>Retained messages come at once and end nowhere: they are over when none came for a while.</summary>
    private static async Task SettleAsync(FleetView view, CancellationToken cancellation)
    {
        long seen = -1;
        for (TimeSpan waited = TimeSpan.Zero; seen != view.Messages && waited < Longest; waited += Quiet)
        {
            seen = view.Messages;
            await Task.Delay(Quiet, cancellation);
        }
    }

    private static void Print(FleetView view, bool asJson)
    {
        if (asJson)
        {
            Listing.WriteJson(
                (IReadOnlyList<FleetRow>)[.. view.Devices.Select(device => new FleetRow(device.Name, device.State, device.Birth, device.Updates))],
                FleetJson.Default.IReadOnlyListFleetRow);
        }
        else
        {
            view.Write();
        }
    }

    private static int Rows() => Math.Max(RowsMin, AnsiConsole.Profile.Height - OtherLines);

    private static async Task ShowAsync(FleetView view, BrokerSession session, CancellationToken cancellation)
    {
        try
        {
            await AnsiConsole.Live(view.Screen(Rows())).StartAsync(async screen =>
            {
                while (!session.Running.IsCompleted)
                {
                    screen.UpdateTarget(session.Link.Status.State == MqttLinkState.Connected
                        ? view.Screen(Rows())
                        : new Text($"Not connected to the broker: {session.Link.Status.Reason}. Trying again by itself."));
                    screen.Refresh();
                    await Task.Delay(Pace, cancellation);
                }
            });
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Enough seen.
        }
    }
}

/// <summary>A device in the output for programs.</summary>
/// <param name="Device"><c>SITE/DEVICE</c>.</param>
/// <param name="State">Its last state; null: none.</param>
/// <param name="Birth">What it is made of; null: it did not say.</param>
/// <param name="Updates">Its updates, in words.</param>
internal sealed record FleetRow(string Device, DeviceState? State, DeviceBirth? Birth, IReadOnlyList<string> Updates);

/// <summary>How devices are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(IReadOnlyList<FleetRow>))]
internal sealed partial class FleetJson : JsonSerializerContext;
