using Edge.Contracts;
using Edge.Dicom;
using Edge.Runtime.FrontDoor;
using Edge.Runtime;
using Edge.Runtime.Access;
using Edge.Runtime.Audit;
using Edge.Runtime.Commitment;
using Edge.Runtime.Faults;
using Edge.Runtime.Health;
using Edge.Runtime.Host;
using Edge.Runtime.Inbox;
using Edge.Runtime.Instruments;
using Edge.Runtime.Jobs;
using Edge.Runtime.Maintenance;
using Edge.Runtime.Outbox;
using Edge.Runtime.Releases;
using Edge.Runtime.Results;
using Edge.Runtime.Routing;
using Edge.Runtime.Settings;
using Edge.Runtime.Shadow;
using Edge.Runtime.Store;
using Edge.Runtime.Stow;
using Edge.Runtime.Studies;
using Edge.Runtime.Telemetry;

// Logs say what peers call themselves.
using var plainErrors = new PlainWriter(Console.Error);
Console.SetError(plainErrors);

CommandLine command;
try
{
    command = CommandLine.Parse(args);
}
catch (FormatException wrong)
{
    await Console.Error.WriteLineAsync($"{wrong.Message}\n\n{CommandLine.Usage}");
    return 2;
}

if (command.IsHelp || command.IsVersion)
{
    await Console.Out.WriteLineAsync(command.IsHelp ? CommandLine.Usage : ProductVersion.Current);
    return 0;
}

DataDirectory data = command.DataPath is { } root ? new DataDirectory(root) : DataDirectory.Default;
ConfigOutcome? configured = command.ConfigPath is { } path
    ? ConfigFile.Read(path, command.Overrides, static keyword => DicomDictionary.TryFindKeyword(keyword, out _), data.Settings)
    : null;
if (configured is { Config: null })
{
    await Console.Error.WriteLineAsync(string.Join('\n', configured.Problems.Select(problem => $"{command.ConfigPath}: {problem}")));
    return 2;
}

try
{
    if (command.ConfigPath is null)
    {
        DataOwner.Become(data);
    }

    DataFolders.Prepare(data);
    using DataLock held = DataLock.Take(data);
    if (command.VerifyMiBPerSecond is { } rate)
    {
        return await VerifyCommand.RunAsync(data, rate, TimeProvider.System, CancellationToken.None);
    }

    if (command.RestorePath is { } backup)
    {
        await Console.Out.WriteLineAsync(RestoreArchive.Run(backup, data, () => DatabaseSetAside.Run(data, TimeProvider.System), TimeProvider.System));
        return 0;
    }

    if (command.IsReindex || configured?.Config is not { } config)
    {
        await Console.Out.WriteLineAsync($"{ReindexCommand.Run(data, TimeProvider.System)} objects are in the index.");
        return 0;
    }

    config = PageCertificate.Ensure(config, data, TimeProvider.System, KernelClock.Read().Synchronised == true);
    using EdgeStore store = EdgeStore.Open(data.Database);
    WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
    LogOutput.Configure(builder.Logging);
    WebFrontage.Configure(builder, config.Web, data, config.Updates?.User is { } user ? SystemUser.IdOf(user) : null);
    builder.Services
        .AddCore(config, configured.Digest!, data, store)
        .AddInbox()
        .AddResultRetention()
        .AddStow(config)
        .AddStudies()
        .AddRoutes()
        .AddJobs(new RuntimeIdentity(ProductVersion.Current))
        .AddShadow()
        .AddTelemetry(config, ProductVersion.Current)
        .AddOutbox()
        .AddCommitment()
        .AddAccess()
        .AddMaintenance(command.ConfigPath!)
        .AddHealth()
        .AddSettings(new ConfigSource(command.ConfigPath!, configured.File, command.Overrides))
        .AddHostedService<IdleMemory>()
        .AddFrontDoor();

    await using WebApplication app = builder.Build();
    _ = app.Services.GetRequiredService<MetricsListener>();
    PageFiles.UseSecureHeaders(app);
    WebFrontage.Guard(app);
    RouteGroupBuilder local = WebFrontage.MapLocal(app);
    AuditEndpoints.MapLocal(local);
    MaintenanceEndpoints.MapLocal(local);
    InboxEndpoints.MapLocal(local);
    ConflictEndpoints.MapLocal(local);
    VerifyEndpoints.MapLocal(local);
    StudyEndpoints.MapReading(app);
    StudyEndpoints.MapLocal(local);
    RouteEndpoints.MapLocal(local);
    JobEndpoints.MapReading(app);
    JobEndpoints.MapLocal(local);
    ResultEndpoints.MapReading(app);
    ReplayEndpoints.MapLocal(local);
    ServingEndpoints.MapLocal(local);
    QualifyEndpoints.MapLocal(local);
    ShadowEndpoints.MapLocal(local);
    ModelEndpoints.MapReading(app);
    ModelEndpoints.MapLocal(local);
    CommandEndpoints.MapLocal(local);
    StowTokenEndpoints.MapLocal(local);
    UserEndpoints.MapLocal(local);
    if (config.Web.Stow is not null)
    {
        StowEndpoints.Map(app);
    }

    OutboxEndpoints.MapReading(app);
    OutboxEndpoints.MapLocal(local);
    CommitmentEndpoints.MapReading(app);
    HealthEndpoints.MapReading(app);
    PageFiles.MapReading(app);
    PageEndpoints.Map(app);

    app.Services.GetRequiredService<InboxRecovery>().Run();
    return await Appliance.RunAsync(app);
}
catch (Exception failure) when (DiskTrouble.IsDisk(failure) || failure is InvalidOperationException)
{
    await Console.Error.WriteLineAsync(StartTrouble.Describe(failure, configured?.Config?.Web));
    return 1;
}
