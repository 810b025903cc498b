using System.CommandLine;
using Edge.Ctl.Appliance;
using Edge.Dicom.Network;

namespace Edge.Ctl.Dicom;

/// <summary><c>edgectl dicom commit HOST:PORT UID…</c>: asks a peer to commit instances, and says which it did (PS3.4 J).</summary>
internal static class DicomCommit
{
    private const int DefaultWaitSeconds = 60;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<PeerAddress> peer = PeerAddress.Argument();
        var instances = new Argument<string[]>("UID")
        {
            Description = "SOP Instance UIDs, or DICOM files that hold them.",
            Arity = ArgumentArity.OneOrMore,
        };
        var sopClass = new Option<string?>("--sop-class")
        {
            Description = "SOP class of the UIDs (default: as the appliance has stored them).",
            HelpName = "UID",
        };
        var listen = new Option<int?>("--listen")
        {
            Description = "Take the report on this port too, for peers that open an association for it; 0 takes a free one.",
            HelpName = "PORT",
        };
        var wait = new Option<double>("--wait")
        {
            Description = "Seconds to wait for the report.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => DefaultWaitSeconds,
        };
        var titles = new AeTitleOptions();
        Option<string?> data = ApplianceOptions.Data();
        Option<bool> json = ApplianceOptions.Json();
        Check(sopClass, listen, wait);
        var command = new Command("commit", "Ask a DICOM peer for storage commitment (N-ACTION), and wait for its report.")
        {
            peer,
            instances,
            sopClass,
            listen,
            wait,
            titles.Calling,
            titles.Called,
            data,
            json,
        };
        var tls = new TlsOptions();
        tls.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IReadOnlyList<SopReference> references = await InstanceNames.ResolveAsync(
                parsed.GetRequiredValue(instances), parsed.GetValue(sopClass), parsed.GetValue(data), cancellationToken);
            var options = () => new DicomAssociationOptions
            {
                Host = parsed.GetRequiredValue(peer).Host,
                Port = parsed.GetRequiredValue(peer).Port,
                CallingAeTitle = parsed.GetRequiredValue(titles.Calling),
                CalledAeTitle = parsed.GetRequiredValue(titles.Called),
                Contexts = StorageCommitment.Contexts,
                Tls = tls.Read(parsed),
            };
            var report = new CommitReport(references);
            await new CommitExchange(options, report, parsed.GetValue(listen), TimeSpan.FromSeconds(parsed.GetValue(wait))).RunAsync(cancellationToken);
            report.Write(parsed.GetValue(json));
            return report.IsAllCommitted ? 0 : 1;
        });
        return command;
    }

    private static void Check(Option<string?> sopClass, Option<int?> listen, Option<double> wait)
    {
        sopClass.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } uid && !InstanceNames.IsUid(uid))
            {
                result.AddError($"'{uid}' is no UID.");
            }
        });
        listen.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 0 or > 65535)
            {
                result.AddError("--listen must be 0 to 65535.");
            }
        });
        wait.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 86400))
            {
                result.AddError("--wait must be 0 to 86400 seconds.");
            }
        });
    }
}
