using System.Text.Json;
using Dapper;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Runtime.Audit;
using Edge.Runtime.Commitment;
using Edge.Runtime.Faults;
using Edge.Runtime.Inbox;
using Edge.Runtime.Jobs;
using Edge.Runtime.Releases;
using Edge.Runtime.Routing;
using Edge.Runtime.Settings;
using Edge.Runtime.Shadow;
using Edge.Runtime.Store;
using Edge.Runtime.Studies;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Runtime.Tests;

/// <summary>An appliance's slices on a data directory of their own, without front door and web. Restart it to see what a crash leaves.</summary>
internal sealed class TestAppliance : IDisposable
{
    public const string Study = "1.2.840.99.1";

    private readonly string _root = Directory.CreateTempSubdirectory("edge-appliance-").FullName;
    private readonly TimeProvider _time;
    private ServiceProvider _services;
    private int _files;

    public TestAppliance(TimeProvider? time = null, string? program = null, params IReadOnlyList<RouteConfig> routes)
    {
        _time = time ?? new ManualTime();
        Data = new DataDirectory(Path.Combine(_root, "data"));
        Config = MakeConfig(program, routes);
        Directory.CreateDirectory(Config.Models.Directory);
        Directory.CreateDirectory(Data.Inbox);
        _services = Start();
    }

    public DataDirectory Data { get; }

    public DeviceConfig Config { get; set; }

    /// <summary>Memory that can be had; null: the kernel does not say.</summary>
    public long? SpareMiB { get; set; }

    public EdgeStore Store => Get<EdgeStore>();

    public static RouteConfig Route(string name, string model, string attribute, string value, int priority = 10) =>
        new(name, priority, model, [new PredicateConfig { Attribute = attribute, EqualTo = value }]);

    /// <summary>Silence alone.</summary>
    public static StudiesConfig Quiet(double seconds) => new()
    {
        QuietSeconds = seconds,
        ReleasedQuietSeconds = null,
        SettleSeconds = 5,
        Counts = [],
        Stack = null,
        ByCallingAe = new Dictionary<string, CompletionConfig>(),
    };

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public IReadOnlyList<T> Workers<T>() => [.. _services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<T>()];

    /// <summary>Ends everything as a crash would, and starts on what is on disk; with another configuration or without the database when asked.</summary>
    public void Restart(bool loseDatabase = false)
    {
        _services.Dispose();
        if (loseDatabase)
        {
            foreach (string file in Directory.GetFiles(Data.Root, "edge.db*"))
            {
                File.Delete(file);
            }
        }

        _services = Start();
    }

    public void Recover() => Workers<JobRecovery>()[0].Recover();

    /// <summary>Completes what is due and makes units and jobs of it.</summary>
    public int Plan() => Workers<UnitPlanner>()[0].PlanDue();

    /// <summary>An operator's word, then units and jobs.</summary>
    public void CompleteAndPlan(string study = Study)
    {
        Assert.True(Get<StudyRows>().Complete(study, "an operator said so"));
        Plan();
    }

    public string AddRelease(string name, UnitKind unit, double deadlineSeconds = 30, string version = "1.0.0", string? behaviour = null, params string[] rungs)
    {
        string directory = Path.Combine(Config.Models.Directory, name, version);
        Directory.CreateDirectory(directory);
        File.WriteAllBytes(
            Path.Combine(directory, ModelManifest.FileName),
            JsonSerializer.SerializeToUtf8Bytes(Manifest(name, version, unit, deadlineSeconds, rungs.Length > 0 ? rungs : ["cpu"]), EdgeJson.Default.ModelManifest));
        File.WriteAllText(Path.Combine(directory, "behaviour.json"), behaviour ?? "{\"default\": \"finish\"}");
        File.WriteAllText(Path.Combine(Config.Models.Directory, name, ModelPointer.FileName), $"{{\"active\": \"{version}\", \"lastKnownGood\": null}}");
        return directory;
    }

    /// <summary>Stores an object and its rows as the front door does; a late one re-opens its study.</summary>
    public string Receive(
        string sop, string series = "1.2.840.99.1.1", string modality = "CT", string study = Study, string callingAe = "SCANNER", Action<DicomDataset>? more = null)
    {
        string file = Path.Combine("20260102", "0001", $"{++_files:D8}.dcm");
        var dataset = new DicomDataset();
        dataset.Set(DicomTag.SOPClassUID, DicomVR.UI, "1.2.840.10008.5.1.4.1.1.2");
        dataset.Set(DicomTag.SOPInstanceUID, DicomVR.UI, sop);
        dataset.Set(DicomTag.StudyInstanceUID, DicomVR.UI, study);
        dataset.Set(DicomTag.SeriesInstanceUID, DicomVR.UI, series);
        dataset.Set(DicomTag.Modality, DicomVR.CS, modality);
        more?.Invoke(dataset);
        string path = Path.Combine(Data.Inbox, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        new DicomFile(dataset, DicomTransferSyntax.ExplicitVRLittleEndian).Save(path);
        Index(sop, series, modality, study, callingAe, file, SliceFacts.From(dataset));
        return path;
    }

    public void Index(
        string sop, string series, string modality, string study, string callingAe, string file, SliceFacts? slice = null) => Store.Write((connection, transaction) =>
    {
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        connection.Execute(
            """
            INSERT INTO instances (file, sop_instance_uid, sop_class_uid, study_uid, series_uid, modality, transfer_syntax, size_bytes, calling_ae, called_ae, received_at,
                                   image, number, plane, expected)
            VALUES (@file, @sop, '1.2.840.10008.5.1.4.1.1.2', @study, @series, @modality, '1.2.840.10008.1.2.1', 1000, @callingAe, 'EDGE', @now,
                    @Image, @Number, @Plane, @Expected)
            """,
            new { file, sop, study, series, modality, callingAe, now, slice?.Image, slice?.Number, slice?.Plane, slice?.Expected },
            transaction);
        connection.Execute(
            """
            INSERT INTO studies (study_uid, state, calling_ae, instances, first_received_at, last_received_at) VALUES (@study, 'receiving', @callingAe, 1, @now, @now)
            ON CONFLICT (study_uid) DO UPDATE SET state = 'receiving', calling_ae = @callingAe, instances = instances + 1, last_received_at = @now,
                                                  complete_at = NULL, complete_reason = NULL
            """,
            new { study, callingAe, now },
            transaction);
    });

    public StudyDetail Detail(string study = Study) => Get<StudyQueries>().Find(study)!;

    public T Scalar<T>(string sql) => Store.Read(connection => connection.ExecuteScalar<T>(sql))!;

    public void Dispose()
    {
        _services.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private ServiceProvider Start()
    {
        var services = new ServiceCollection();
        services.AddLogging()
            .AddSingleton(Config)
            .AddSingleton(new RunningConfig(Config, new string('c', 64)))
            .AddSingleton(Data)
            .AddSingleton(_time)
            .AddSingleton(_ => EdgeStore.Open(Data.Database))
            .AddSingleton<StageSignals>()
            .AddSingleton<FaultBoard>()
            .AddSingleton<DiskRetry>()
            .AddAudit()
            .AddSingleton(new ModelStore(Config.Models.Directory))
            .AddSingleton<SenderReleases>()
            .AddStudies()
            .AddRoutes()
            .AddCommitment()
            .AddJobs(new RuntimeIdentity("1.0.0-test"))
            .AddSingleton(_ => new SpareMemory(() => SpareMiB))
            .AddSingleton<ShadowRunner>();
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true });
    }

    private DeviceConfig MakeConfig(string? program, IReadOnlyList<RouteConfig> routes) => new()
    {
        Device = new DeviceIdentity("site", "device", "workstation"),
        Dicom = new DicomConfig
        {
            AeTitle = "EDGE",
            Listeners = [new DicomListenerConfig("127.0.0.1", 0, null)],
            CalledAes = null,
            CallingAes = null,
            Networks = null,
            Users = null,
            MaxAssociations = 4,
            MaxAssociationsPerPeer = 4,
            MaxMiBPerSecondPerPeer = null,
            MaxPduBytes = 65536,
            MaxObjectMiB = 64,
            HandshakeSeconds = 5,
            ArtimSeconds = 10,
            IdleSeconds = 60,
            Commitment = null,
            AcceptUnknownSopClasses = true,
        },
        Inbox = new InboxConfig(1, null, null, null),
        Studies = Quiet(10) with { ByCallingAe = new Dictionary<string, CompletionConfig> { ["SLOW"] = Quiet(60) } },
        Routes = routes,
        Models = new ModelsConfig(Path.Combine(_root, "models")),
        Inference = new InferenceConfig { Program = program, Rungs = ["cpu"], Threads = 1, SpinDurationUs = 0, DeadlineSeconds = 60, MaxDeaths = 3 },
        Mqtt = new MqttConfig("127.0.0.1", 1883),
        Pacs = [],
        Updates = null,
        Web = new WebConfig("127.0.0.1", 0, Stow: null),
    };

    private static ModelManifest Manifest(string name, string version, UnitKind unit, double deadlineSeconds, IReadOnlyList<string> rungs) => new()
    {
        SchemaVersion = ModelManifest.CurrentSchemaVersion,
        Name = name,
        Version = version,
        Title = $"Test double {name}",
        Unit = unit,
        Accepts = new AcceptedInput
        {
            SopClassUids = null,
            Modalities = null,
            BodyParts = null,
            Views = null,
            Lateralities = null,
            PhotometricInterpretations = null,
            Rows = null,
            Columns = null,
            Slices = null,
            SliceSpacingMm = null,
            PixelSpacingMm = null,
            Planes = null,
            ObliqueDegrees = null,
        },
        Inputs = [new ImageInput("input", "float32", "NCHW", [])],
        Preprocess = [],
        Postprocess = [],
        Outputs = new ModelOutputs([new OutputTensor("output", "float32", "NC")], [], [], [], [], []),
        Engine = new EngineRequirement(rungs, "fp32", new Tolerance(1e-4, 1e-4), deadlineSeconds),
        Monitor = null,
    };
}
