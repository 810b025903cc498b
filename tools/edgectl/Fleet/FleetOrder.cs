using System.CommandLine;
using System.Text.Json;
using Edge.Contracts;
using Edge.Ctl.Appliance;
using Edge.Ctl.Fleet.Orders;
using Edge.Ctl.Release;
using Edge.Mqtt;
using Edge.Releases.Commands;
using Edge.Releases.Keys;

namespace Edge.Ctl.Fleet;

/// <summary><c>edgectl fleet command COMMAND</c>: signs a command, sends it to devices, and waits for what comes of it.</summary>
internal static class FleetOrder
{
    private const double ListenSecondsDefault = 5;
    private const double WaitSecondsDefault = 120;
    private const double ValidMinutesDefault = 60;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("COMMAND") { Description = $"{DeviceCommand.CollectLogs}: a support bundle of each, into --out; {DeviceCommand.SendAgain}: what was set aside in the outbox; {DeviceCommand.Restart}: the runtime ends in order and its service starts it again." };
        name.AcceptOnlyFromAmong([.. DeviceCommand.Known]);
        var keys = new KeyFile();
        var broker = new BrokerOptions();
        var to = new Option<string[]>("--to") { Description = "Devices it is for, as a pattern of SITE/DEVICE, for example 'north/*'; may be given again.", HelpName = "PATTERN", Required = true };
        var key = new Option<string[]>("--key") { Description = "Key file that signs it (edgectl repo commanders); may be given again.", HelpName = "KEY", Required = true };
        var by = new Option<string>("--by") { Description = "Who gives it, for the devices' audit logs (default: the name of this user).", HelpName = "NAME", DefaultValueFactory = static _ => Environment.UserName };
        var destination = new Option<string?>("--destination") { Description = $"With {DeviceCommand.SendAgain}: one destination, for example pacs:NAME (default: every one).", HelpName = "DESTINATION" };
        var valid = new Option<double>("--valid") { Description = "Minutes until devices refuse it, at most 7 days (default: 60).", HelpName = "MINUTES", DefaultValueFactory = static _ => ValidMinutesDefault };
        var listen = new Option<double>("--listen") { Description = "Seconds to hear which devices there are (default: 5).", HelpName = "SECONDS", DefaultValueFactory = static _ => ListenSecondsDefault };
        var wait = new Option<double>("--wait") { Description = "Seconds to wait for answers (default: 120).", HelpName = "SECONDS", DefaultValueFactory = static _ => WaitSecondsDefault };
        var output = new Option<string>("--out") { Description = "Directory for what devices send (default: here).", HelpName = "DIR", DefaultValueFactory = static _ => "." };
        var command = new Command("command", "Gives a signed command to devices, and shows what came of it. Each device does it once, however often it comes.")
        {
            name, to, key, by, destination, valid, listen, wait, output, keys.PassphraseFile,
        };
        broker.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            DeviceCommand given = Make(
                parsed.GetRequiredValue(name), parsed.GetRequiredValue(to), parsed.GetRequiredValue(by), parsed.GetValue(destination), TimeSpan.FromMinutes(parsed.GetValue(valid)));
            byte[] envelope = Sign(given, [.. parsed.GetRequiredValue(key).Select(file => keys.Read(parsed, file))]);
            await using var session = new BrokerSession(broker.Read(parsed));
            return await RunAsync(given, envelope, session, TimeSpan.FromSeconds(parsed.GetValue(listen)), TimeSpan.FromSeconds(parsed.GetValue(wait)), parsed.GetRequiredValue(output), cancellation);
        });
        return command;
    }

    private static DeviceCommand Make(string name, IReadOnlyList<string> devices, string by, string? destination, TimeSpan valid)
    {
        if (valid <= TimeSpan.Zero || valid > DeviceCommand.LifeMax)
        {
            throw new ApplianceException($"--valid is more than 0 and at most {DeviceCommand.LifeMax.TotalMinutes:0} minutes.");
        }

        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        var command = new DeviceCommand(
            DeviceCommand.CurrentSchemaVersion, Guid.NewGuid().ToString("N"), now.ToUnixTimeMilliseconds(), devices, now, now + valid, by, name, destination);
        return command.Trouble() is { } trouble ? throw new ApplianceException($"The command cannot be given. {trouble}") : command;
    }

    private static byte[] Sign(DeviceCommand command, SigningKey[] keys)
    {
        byte[] payload = JsonSerializer.SerializeToUtf8Bytes(command, EdgeJson.Default.DeviceCommand);
        try
        {
            EnvelopeSignature[] signatures = [.. keys.Select(key => new EnvelopeSignature(key.Id, key.SignEnvelope(DeviceCommand.PayloadType, payload)))];
            return JsonSerializer.SerializeToUtf8Bytes(new CommandEnvelope(DeviceCommand.PayloadType, payload, signatures), EdgeJson.Default.CommandEnvelope);
        }
        finally
        {
            Array.ForEach(keys, key => key.Dispose());
        }
    }

    private static async Task<int> RunAsync(
        DeviceCommand command, byte[] envelope, BrokerSession session, TimeSpan listen, TimeSpan wait, string output, CancellationToken cancellation)
    {
        var fleet = new FleetStatus();
        var answers = new OrderAnswers(command.Id, Path.GetFullPath(output));
        Task<MqttReasonCode> heard = answers.SubscribeAsync(session.Link, cancellation);
        await fleet.HearAsync(session, listen, cancellation);
        if (await heard is >= MqttReasonCode.UnspecifiedError and var refused)
        {
            throw new ApplianceException($"The broker refuses the subscription to answers with 0x{(int)refused:X2} {refused}. Check its access rules.");
        }

        FleetDevice[] devices = [.. fleet.Notices.Keys.Where(device => DeviceGroup.Includes(command.Devices, device.Site, device.Id)).OrderBy(device => device.ToString(), StringComparer.Ordinal)];
        if (devices.Length == 0)
        {
            throw new ApplianceException($"No device matches {string.Join(", ", command.Devices)}. edgectl fleet watch --once shows which there are.");
        }

        foreach (FleetDevice device in devices)
        {
            var message = new MqttMessage(device.Topics(fleet.Notices[device].Kind).Command, envelope, Retain: false)
            {
                Properties = new MqttProperties { Expiry = TimeSpan.FromSeconds(Math.Ceiling((command.ExpiresAt - command.IssuedAt).TotalSeconds)) },
            };
            await session.SendAsync(message, cancellation);
        }

        return await ReportAsync(answers, devices, wait, cancellation);
    }

    private static async Task<int> ReportAsync(OrderAnswers answers, FleetDevice[] devices, TimeSpan wait, CancellationToken cancellation)
    {
        await answers.WaitAsync(devices, wait, cancellation);
        int done = 0;
        foreach (FleetDevice device in devices)
        {
            if (answers.Of(device) is { } answer)
            {
                Console.WriteLine($"{device}: {JsonSerializer.Serialize(answer.Outcome, EdgeJson.Default.CommandOutcome).Trim('"')}. {answer.Detail}");
                done += answer.Outcome == CommandOutcome.Done && answers.KeptFileOf(device) ? 1 : 0;
            }
            else
            {
                Console.WriteLine($"{device}: no answer yet. It does the command when it is back, unless that has expired by then; its audit log says so.");
            }
        }

        Console.WriteLine($"{done} of {devices.Length} devices have done it.");
        return done == devices.Length ? 0 : 1;
    }
}
