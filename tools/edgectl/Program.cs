using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;
using Edge.Ctl.Audit;
using Edge.Ctl.Commitment;
using Edge.Ctl.Config;
using Edge.Ctl.Dicom;
using Edge.Ctl.Doctor;
using Edge.Ctl.Enrol;
using Edge.Ctl.Evaluate;
using Edge.Ctl.Fleet;
using Edge.Ctl.Health;
using Edge.Ctl.Inbox;
using Edge.Ctl.Infer;
using Edge.Ctl.Job;
using Edge.Ctl.Maintenance;
using Edge.Ctl.Model;
using Edge.Ctl.Outbox;
using Edge.Ctl.Release;
using Edge.Ctl.Repo;
using Edge.Ctl.Result;
using Edge.Ctl.Route;
using Edge.Ctl.Scaffold;
using Edge.Ctl.Stow;
using Edge.Ctl.Study;
using Edge.Ctl.Tuf;
using Edge.Ctl.Update;
using Edge.Ctl.User;
using Edge.Mqtt;
using Edge.Releases;

// What scanners, peers and objects say must not move the cursor, however it gets here.
using var output = new PlainWriter(Console.Out);
using var errors = new PlainWriter(Console.Error);
Console.SetOut(output);
Console.SetError(errors);

var root = new RootCommand("Operates an Edge appliance. Exit codes: 0 done, 1 the thing asked failed, 2 wrong usage.")
{
    new Command("config", "Device configurations.") { ConfigCheck.Create(), ConfigShow.Create(), ConfigSchemaVerb.Create() },
    DicomCommand.Create(),
    new Command("inbox", "Received objects.") { InboxList.Create(), InboxConflicts.Create(), InboxKeep.Create(), InboxVerify.Create(), InboxReindex.Create() },
    new Command("study", "Received studies.") { StudyList.Create(), StudyShow.Create(), StudyComplete.Create() },
    new Command("stow", "Who may send objects over HTTP.") { StowToken.Create(), StowList.Create(), StowRemove.Create() },
    new Command("route", "Which model runs on what.") { RouteExplain.Create() },
    new Command("job", "Work of the inference process.") { JobList.Create(), JobShow.Create(), JobRetryVerb.Create(), JobCancelVerb.Create() },
    new Command("result", "What was found.") { ResultList.Create(), ResultShow.Create(), ResultReplay.Create() },
    new Command("outbox", "What goes out to archives and to central operations.") { OutboxList.Create(), OutboxDestinations.Create(), OutboxRetry.Create(), OutboxDiscard.Create() },
    new Command("commitment", "Requests for storage commitment.") { CommitmentList.Create() },
    new Command("model", "Model releases, in the store and before.") { ModelList.Create(), ModelRetry.Create(), ModelCheck.Create(), ModelSchemaVerb.Create(), ModelVerify.Create(), ModelNew.Create(), EvaluateVerb.Create() },
    InferVerb.Create(),
    HealthShow.Create(),
    UserCommand.Create(),
    new Command("fault", "What is wrong.") { FaultList.Create() },
    new Command("audit", "Who did what.") { AuditShow.Create(), AuditVerify.Create(), AuditExport.Create() },
    DoctorVerb.Create(),
    SupportBundleVerb.Create(),
    BackupVerb.Create(),
    RestoreVerb.Create(),
    ReleaseCommand.Create(),
    RepoCommand.Create(),
    TufCommand.Create(),
    UpdateCommand.Create(),
    FleetCommand.Create(),
    EnrolVerb.Create(),
};
ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    await parsed.InvokeAsync();
    return 2;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception refused) when (refused is ApplianceException or TrustException or MqttException)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
