using System.CommandLine;
using System.Globalization;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Inbox;

/// <summary><c>edgectl inbox verify</c>: reads every stored object back and tells what is not as it was stored, while the appliance runs or not.</summary>
internal static class InboxVerify
{
    private const int DefaultRateMiB = 64;
    private const int FindingsMax = 10_000;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<string?> data = ApplianceOptions.Data();
        Option<bool> json = ApplianceOptions.Json();
        var rate = new Option<int>("--mib-per-second")
        {
            Description = "Reads no faster, so that reception is not held up; 0: as fast as the disk.",
            HelpName = "N",
            DefaultValueFactory = static _ => DefaultRateMiB,
        };
        rate.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
            {
                result.AddError("--mib-per-second takes 0 or more.");
            }
        });
        var command = new Command("verify", "Hashes every stored object again and tells which are missing, changed, unreadable or stray. Exit code 1 when any is.") { data, json, rate };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(data), parsed.GetValue(rate), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? data, int rate, bool asJson, CancellationToken cancellation)
    {
        using var appliance = new ApplianceClient(data);
        string rateText = rate.ToString(CultureInfo.InvariantCulture);
        IAsyncEnumerable<VerifyMessage> messages = appliance.IsRunning()
            ? appliance.PostLinesAsync($"v1/inbox/verify?mibPerSecond={rateText}", EdgeJson.Default.VerifyMessage, cancellation)
            : RuntimeVerb.LinesAsync(ApplianceClient.Directory(data), EdgeJson.Default.VerifyMessage, cancellation, "verify", "--mib-per-second", rateText);
        var findings = new List<VerifyFinding>();
        await foreach (VerifyMessage message in messages)
        {
            if (message.Finding is { } finding)
            {
                Tell(finding, asJson, findings);
            }
            else if (message.Progress is { } progress && !Console.IsErrorRedirected)
            {
                await Console.Error.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"\r{progress.Objects} of {progress.ObjectsInAll} objects, {progress.Bytes >> 20} MiB "));
            }
            else if (message.Report is { } report)
            {
                return Tell(report, asJson, findings);
            }
        }

        throw new ApplianceException("The verification ended before its report. Look at the appliance's log, and run it again.");
    }

    private static void Tell(VerifyFinding finding, bool asJson, List<VerifyFinding> findings)
    {
        if (!asJson)
        {
            Console.WriteLine($"{finding.Kind}: {finding.File}: {finding.Detail}");
        }
        else if (findings.Count < FindingsMax)
        {
            findings.Add(finding);
        }
    }

    private static int Tell(VerifyReport report, bool asJson, List<VerifyFinding> findings)
    {
        if (asJson)
        {
            Listing.WriteJson(new VerifyOutcome(report, findings), EdgeJson.Default.VerifyOutcome);
        }
        else
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Objects} objects, {report.Bytes >> 20} MiB in {report.Seconds:0.0} s: {report.Missing} missing, {report.Changed} changed, {report.Unreadable} unreadable, {report.Stray} stray; {report.Recorded} hashed for the first time."));
        }

        return report.IsWell ? 0 : 1;
    }
}
