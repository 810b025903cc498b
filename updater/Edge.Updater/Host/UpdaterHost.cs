using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Edge.Contracts;
using Edge.Mqtt;
using Edge.Releases.ModelSigning;
using Edge.Releases.Tuf;
using Edge.Updater.Appliance;
using Edge.Updater.Broker;
using Edge.Updater.Commands;
using Edge.Updater.Feed;
using Edge.Updater.Identity;
using Edge.Updater.Journal;
using Edge.Updater.Machine;
using Edge.Updater.Slots;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;

namespace Edge.Updater.Host;

/// <summary>Puts the agent together.</summary>
internal static class UpdaterHost
{
    private const int MaxConnections = 16;
    private const long MaxRequestBytes = 64 * 1024;
    private const string TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";

    private static readonly TimeSpan QualifyWithin = TimeSpan.FromHours(2);

    /// <summary>Version of this program, which is that of the whole package.</summary>
    public static Version Version => Assembly.GetExecutingAssembly().GetName().Version ?? new Version(0, 0);

    /// <summary>Builds the host; nothing runs yet.</summary>
    /// <exception cref="Edge.Releases.TrustException">Trusted metadata, the first root or the release key cannot be used.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The container owns them.")]
    public static WebApplication Build(DeviceConfig config, UpdatesConfig updates, UpdaterDirectory data, DataDirectory runtimeData, UpdateJournal journal)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        Log(builder.Logging);
        File.Delete(data.Socket);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.ListenUnixSocket(data.Socket, socket =>
            {
                socket.Protocols = HttpProtocols.Http1;
                socket.Use(next => connection => SocketCaller.CheckAsync(connection, next, runtimeData.Root));
            });
        });
        builder.Services.AddRouting();
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(config.Device)
            .AddSingleton(updates)
            .AddSingleton(updates.Probation)
            .AddSingleton(Version)
            .AddSingleton(journal)
            .AddSingleton(new FlooredClock(TimeProvider.System, journal, BuildTime()))
            .AddSingleton(new ModelSlots(config.Models.Directory, static _ => { }))
            .AddSingleton(new RuntimeSocket(runtimeData.Socket, QualifyWithin))
            .AddSingleton<SignerTrust>(new KeyTrust(File.ReadAllText(updates.ReleaseKey)))
            .AddSingleton(services => ReleaseFeed.Open(data, updates, services.GetRequiredService<FlooredClock>(), Limits(updates), services.GetService<BlockPort>()))
            .AddSingleton<RolloutTurns>()
            .AddSingleton<Func<long>>(() => new DriveInfo(config.Models.Directory).AvailableFreeSpace)
            .AddSingleton<ApprovalStep>()
            .AddSingleton<DownloadStep>()
            .AddSingleton<VerifyStep>()
            .AddSingleton<QualifyStep>()
            .AddSingleton<ShadowStep>()
            .AddSingleton<ActivateStep>()
            .AddSingleton<OutputDrift>()
            .AddSingleton<ProbationStep>()
            .AddSingleton(static services => UpdateSteps.Of(
                services.GetRequiredService<ApprovalStep>(),
                services.GetRequiredService<DownloadStep>(),
                services.GetRequiredService<VerifyStep>(),
                services.GetRequiredService<QualifyStep>(),
                services.GetRequiredService<ShadowStep>(),
                services.GetRequiredService<ActivateStep>(),
                services.GetRequiredService<ProbationStep>()))
            .AddSingleton<OfferIntake>()
            .AddSingleton<UpdateMachine>()
            .AddSingleton<UpdateAgent>()
            .AddHostedService(services => new StatusFile(
                services.GetRequiredService<UpdateAgent>().Status, config.Models.Directory, data.Metadata, TimeProvider.System, services.GetRequiredService<ILogger<StatusFile>>()))
            .AddHostedService(static services => services.GetRequiredService<UpdateAgent>());
        if (config.Mqtt is { } mqtt)
        {
            AddBroker(builder.Services, config.Device, mqtt, data);
        }

        WebApplication app = builder.Build();
        app.Use(static (context, next) => UpdateEndpoints.AdmitAsync(context, next));
        UpdateEndpoints.Map(app);
        return app;
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The container owns them.")]
    private static void AddBroker(IServiceCollection services, DeviceIdentity device, MqttConfig mqtt, UpdaterDirectory data)
    {
        services
            .AddSingleton(new DeviceTopics(device))
            .AddSingleton(new MqttLink(UpdaterLinkSettings.Of(mqtt, device)))
            .AddSingleton<BlockPort>()
            .AddSingleton<CommandInbox>()
            .AddSingleton<CommanderList>()
            .AddSingleton(_ => CommandJournal.Open(data.Journal, TimeProvider.System))
            .AddSingleton(static provider => new CommandGate(
                provider.GetRequiredService<DeviceIdentity>(),
                provider.GetRequiredService<CommanderList>().AskAsync,
                provider.GetRequiredService<FlooredClock>(),
                provider.GetRequiredService<CommandJournal>()))
            .AddHostedService<CommandService>()
            .AddHostedService<BrokerService>();
        if (mqtt.Tls is { Enrolment: not null } tls)
        {
            services.AddSingleton(tls).AddHostedService<CertificateRenewal>();
        }
    }

    private static TufLimits Limits(UpdatesConfig updates) =>
        TufLimits.Default with { RateMaxBytesPerSecond = (long)(updates.RateMaxMiBPerSecond * 1024 * 1024) };

    private static DateTimeOffset BuildTime() => new(File.GetLastWriteTimeUtc(Assembly.GetExecutingAssembly().Location), TimeSpan.Zero);

    private static void Log(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);
        logging.AddSimpleConsole(static format =>
        {
            format.SingleLine = true;
            format.UseUtcTimestamp = true;
            format.TimestampFormat = TimestampFormat;
            format.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
