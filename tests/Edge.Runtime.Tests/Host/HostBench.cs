using System.Net.Sockets;
using Edge.Contracts;
using Edge.Runtime.Access;
using Edge.Runtime.Audit;
using Edge.Runtime.Commitment;
using Edge.Runtime.Engines;
using Edge.Runtime.FrontDoor;
using Edge.Runtime.Health;
using Edge.Runtime.Host;
using Edge.Runtime.Inbox;
using Edge.Runtime.Jobs;
using Edge.Runtime.Maintenance;
using Edge.Runtime.Outbox;
using Edge.Runtime.Results;
using Edge.Runtime.Routing;
using Edge.Runtime.Store;
using Edge.Runtime.Stow;
using Edge.Runtime.Studies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Runtime.Tests.Host;

/// <summary>The host with front door, page and local socket, without models.</summary>
internal sealed class HostBench : IAsyncDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("edge-host-");
    private readonly EdgeStore _store;

    public HostBench(Action<IServiceCollection>? more = null, params IReadOnlyList<string> overrides)
    {
        Data = new DataDirectory(Path.Combine(_root.FullName, "data"));
        DataFolders.Prepare(Data);
        _store = EdgeStore.Open(Data.Database);
        ConfigOutcome read = ConfigFile.Read(
            FindWorkstation(),
            ["dicom.listeners.0.address=127.0.0.1", "dicom.listeners.0.port=0", "web.port=0", "inbox.minFreeMiB=1", $"models.directory={_root.FullName}", .. overrides],
            static _ => true);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        WebFrontage.Configure(builder, read.Config!.Web, Data);
        builder.Services
            .AddCore(read.Config, read.Digest!, Data, _store)
            .AddInbox()
            .AddStow(read.Config)
            .AddStudies()
            .AddSingleton<JobQueries>()
            .AddSingleton<JobRetry>()
            .AddSingleton<JobCancel>()
            .AddRoutes()
            .AddSingleton<ResultFiles>()
            .AddSingleton<ResultQueries>()
            .AddSingleton<OutboxTable>()
            .AddCommitment()
            .AddEngines()
            .AddAccess()
            .AddMaintenance(FindWorkstation())
            .AddHealth()
            .AddFrontDoor();
        more?.Invoke(builder.Services);
        App = builder.Build();
        PageFiles.UseSecureHeaders(App);
        WebFrontage.Guard(App);
        RouteGroupBuilder local = WebFrontage.MapLocal(App);
        AuditEndpoints.MapLocal(local);
        MaintenanceEndpoints.MapLocal(local);
        InboxEndpoints.MapLocal(local);
        StudyEndpoints.MapReading(App);
        StudyEndpoints.MapLocal(local);
        HealthEndpoints.MapReading(App);
        StowTokenEndpoints.MapLocal(local);
        UserEndpoints.MapLocal(local);
        if (read.Config.Web.Stow is not null)
        {
            StowEndpoints.Map(App);
        }

        PageFiles.MapReading(App);
        RouteEndpoints.MapLocal(local);
        SessionEndpoints.MapPage(App);
        PageStudyEndpoints.MapPage(App);
        PageAuditEndpoints.MapPage(App);
    }

    public DataDirectory Data { get; }

    public WebApplication App { get; }

    public async Task<HttpClient> StartAsync(CancellationToken cancellationToken)
    {
        await App.StartAsync(cancellationToken);
        int port = PagePort.Of(App.Services.GetRequiredService<IServer>());
        return new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    /// <summary>A client on the unix socket.</summary>
    public HttpClient Local() => new(new SocketsHttpHandler { ConnectCallback = ConnectAsync }) { BaseAddress = new Uri("http://localhost") };

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        _store.Dispose();
        _root.Delete(recursive: true);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Data.Socket), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static string FindWorkstation()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string file = Path.Combine(at.FullName, "device-configs", "workstation.json");
            if (File.Exists(file))
            {
                return file;
            }
        }

        throw new InvalidOperationException("Run the tests from a checkout.");
    }
}
