using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;
using Edge.Dicom;

namespace Edge.Ctl.Doctor;

/// <summary><c>edgectl doctor</c>: everything that a first installation gets wrong, and what to do about each. Run it as the user of the service.</summary>
internal static class DoctorVerb
{
    private const string DefaultConfiguration = "/etc/edge/device.json";

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var config = new Option<string>("--config") { Description = $"Configuration of the appliance (default: {DefaultConfiguration}).", HelpName = "FILE", DefaultValueFactory = static _ => DefaultConfiguration };
        Option<string?> data = ApplianceOptions.Data();
        Option<bool> json = ApplianceOptions.Json();
        var verb = new Command(
            "doctor",
            "Checks configuration, ports, clock, disk, certificates, libraries, models and peers, while the appliance runs or before. Exit code 1 where something does not work.") { config, data, json };
        verb.SetAction(async (parsed, cancellation) =>
        {
            IReadOnlyList<DoctorLine> lines = await LookAsync(parsed.GetRequiredValue(config), ApplianceClient.Directory(parsed.GetValue(data)), cancellation);
            if (parsed.GetValue(json))
            {
                Listing.WriteJson(lines, DoctorJson.Default.IReadOnlyListDoctorLine);
            }
            else
            {
                Listing.WriteTable(["", "What", "Found", "What to do"], lines.Select(line => (IReadOnlyList<string?>)[line.Verdict, line.Area, line.Found, line.Advice]));
            }

            return lines.Any(line => line.Verdict == "fail") ? 1 : 0;
        });
        return verb;
    }

    private static async Task<IReadOnlyList<DoctorLine>> LookAsync(string path, DataDirectory data, CancellationToken cancellation)
    {
        ConfigOutcome read = ConfigFile.Read(path, [], static keyword => DicomDictionary.TryFindKeyword(keyword, out _), data.Settings);
        List<DoctorLine> lines =
        [
            .. read.Config is null
                ? read.Problems.Select(problem => DoctorLine.Fail("configuration", problem.ToString(), $"Correct {path}, or name another with --config; edgectl config check tells the same."))
                : [DoctorLine.Ok("configuration", path)],
            .. ClockCheck.Look(),
            .. LibraryCheck.Look(read.Config),
            .. DiskCheck.Look(data, read.Config),
        ];
        if (read.Config is { } config)
        {
            using var appliance = new ApplianceClient(data.Root);
            lines.AddRange(PortCheck.Look(config, appliance.IsRunning()));
            lines.AddRange(CertificateCheck.Look(config));
            lines.AddRange(StoreCheck.Look(config));
            lines.AddRange(await PeerCheck.LookAsync(config, cancellation));
        }

        return lines;
    }
}
