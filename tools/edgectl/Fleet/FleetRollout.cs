using System.CommandLine;
using System.Globalization;
using Edge.Ctl.Appliance;
using Edge.Ctl.Repo;
using Edge.Releases.Offers;

namespace Edge.Ctl.Fleet;

/// <summary><c>edgectl fleet rollout REPO MODEL VERSION</c>: a release for the devices it is assigned to, in waves.</summary>
internal static class FleetRollout
{
    private const double ListenSecondsDefault = 5;
    private const double WaveHoursDefault = 72;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string> repository = RepoArguments.Repository();
        Argument<string> model = RepoArguments.Model();
        Argument<string> version = RepoArguments.Version();
        var broker = new BrokerOptions();
        var waves = new Option<double[]>("--waves")
        {
            Description = "Share of the devices that have been told after each wave, in percent (default: 1,10,50,100).",
            HelpName = "P,P,…",
            DefaultValueFactory = _ => [1, 10, 50, 100],
            CustomParser = result =>
            {
                double[] percents = [.. result.Tokens[0].Value.Split(',').Select(text => Number(text) ?? double.NaN)];
                if (percents.Any(percent => !(percent is > 0 and <= 100)) || percents.Zip(percents.Skip(1)).Any(pair => pair.First >= pair.Second))
                {
                    result.AddError($"'{result.Tokens[0].Value}' are no waves. Write rising shares in percent, for example 1,10,50,100.");
                }

                return percents;
            },
        };
        var abort = new Option<double>("--abort-at")
        {
            Description = "Share of the devices told that may fail; above it the rollout stops (default: 5%).",
            HelpName = "P%",
            DefaultValueFactory = _ => 0.05,
            CustomParser = result =>
            {
                if (Number(result.Tokens[0].Value.TrimEnd('%')) is { } percent and >= 0 and <= 100)
                {
                    return percent / 100;
                }

                result.AddError($"'{result.Tokens[0].Value}' is no share. Write, for example, 5%.");
                return 0;
            },
        };
        var hours = new Option<double>("--wave-hours") { Description = "Longest time for a wave; a device that has not ended by then counts as failed (default: 72).", HelpName = "HOURS", DefaultValueFactory = _ => WaveHoursDefault };
        var listen = new Option<double>("--listen") { Description = "Seconds to hear which devices there are (default: 5).", HelpName = "SECONDS", DefaultValueFactory = _ => ListenSecondsDefault };
        var command = new Command("rollout", "Tells the devices that a published release is assigned to, in waves, that it is their turn, and stops by itself when too many fail.")
        {
            repository, model, version, waves, abort, hours, listen,
        };
        broker.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            ReleaseOffer offer = Offer(parsed.GetRequiredValue(repository), parsed.GetRequiredValue(model), parsed.GetRequiredValue(version));
            var fleet = new FleetStatus();
            await using var session = new BrokerSession(broker.Read(parsed));
            var notices = new RolloutNotices(session, TimeProvider.System);
            Task heard = notices.HearAsync(cancellation);
            await fleet.HearAsync(session, TimeSpan.FromSeconds(parsed.GetValue(listen)), cancellation);
            await heard;
            var bounds = new RolloutBounds(parsed.GetRequiredValue(waves), parsed.GetValue(abort), TimeSpan.FromHours(parsed.GetValue(hours)));
            return await new Rollout(offer, fleet, notices, bounds, Console.Out).RunAsync(cancellation) ? 0 : 1;
        });
        return command;
    }

    private static ReleaseOffer Offer(string repository, string model, string version)
    {
        ReleaseOffer offer = RepoArguments.With(repository, work => work.PublishedOffers()).FirstOrDefault(offer => offer.Name == model && offer.Version == version)
            ?? throw new ApplianceException($"The repository has published no {model} {version}. See edgectl repo status.");
        return offer.SuspendedBecause is { } reason ? throw new ApplianceException($"{model} {version} is suspended: {reason}")
            : offer.Assigned.Count == 0 ? throw new ApplianceException($"{model} {version} is assigned to no device. See edgectl repo assign.")
            : offer;
    }

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
}
