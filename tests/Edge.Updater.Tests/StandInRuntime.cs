using System.Globalization;
using System.Text.Json;
using Edge.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Updater.Tests;

/// <summary>Answers on a unix socket as the runtime would, from the model store on disk. What it says of a release can be chosen.</summary>
internal sealed class StandInRuntime : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _store;

    private StandInRuntime(WebApplication app, string store)
    {
        _app = app;
        _store = store;
    }

    /// <summary>Why a version does not qualify; absent: it does.</summary>
    public Dictionary<string, string> Disqualified { get; } = [];

    /// <summary>Versions whose trial fails for a reason that may pass; absent: the reason is their own.</summary>
    public HashSet<string> MayPass { get; } = [];

    /// <summary>How a version does; absent: nothing ran.</summary>
    public Dictionary<string, ServingRecord> Records { get; } = [];

    /// <summary>Versions that were tried, in order.</summary>
    public List<string> Tried { get; } = [];

    /// <summary>How the output of a version is distributed; absent: it has none.</summary>
    public Dictionary<string, OutputCounts> Outputs { get; } = [];

    /// <summary>How each study compares that the active release reads while another is in shadow; null: it cannot be compared. Studies come in this order.</summary>
    public List<ShadowAgreement?> Studies { get; } = [];

    /// <summary>Results after which the next study was asked for, in order.</summary>
    public List<string> ComparedAfter { get; } = [];

    /// <summary>Orders of central operations, as <c>what by keys</c>, in order.</summary>
    public List<string> Orders { get; } = [];

    /// <summary>While it is not done, no trial ends.</summary>
    public TaskCompletionSource? Hold { get; set; }

    /// <summary>Done when a trial began.</summary>
    public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<StandInRuntime> StartAsync(string socket, string store)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket));
        builder.Services.AddRouting();
        WebApplication app = builder.Build();
        var runtime = new StandInRuntime(app, store);
        app.MapGet("/v1/models", runtime.Models);
        app.MapPost("/v1/models/{model}/{version}/qualify", runtime.Qualify);
        app.MapGet("/v1/models/{model}/{version}/outputs", (string version) => Results.Json<IReadOnlyList<OutputCounts>>(
            runtime.Outputs.TryGetValue(version, out OutputCounts? counts) ? [counts] : [], EdgeJson.Default.IReadOnlyListOutputCounts));
        app.MapPost("/v1/models/{model}/{version}/shadow", runtime.Shadow);
        app.MapGet("/v1/models/{model}/{version}/record", (string version) =>
            Results.Json(runtime.Records.GetValueOrDefault(version, new ServingRecord(0, 0, null)), EdgeJson.Default.ServingRecord));
        app.MapPost("/v1/commands/{what}", async (string what, HttpRequest request) =>
        {
            CommandOrder order = (await JsonSerializer.DeserializeAsync(request.Body, EdgeJson.Default.CommandOrder))!;
            runtime.Orders.Add($"{what} {order.By} {order.Keys}");
            return Results.Json(new CommandReport($"{what} was done."), EdgeJson.Default.CommandReport);
        });
        await app.StartAsync();
        return runtime;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Models() => Results.Json<IReadOnlyList<ModelView>>(
        [
            .. Directory.EnumerateFiles(_store, ModelPointer.FileName, SearchOption.AllDirectories).Select(file =>
            {
                string model = Path.GetDirectoryName(file)!;
                string active = JsonSerializer.Deserialize(File.ReadAllBytes(file), EdgeJson.Default.ModelPointer)!.Active;
                return new ModelView(Path.GetFileName(model), active, null, ReleaseDigest.Compute(Path.Combine(model, active)), null);
            }),
        ],
        EdgeJson.Default.IReadOnlyListModelView);

    private async Task<IResult> Qualify(string model, string version)
    {
        Tried.Add(version);
        Asked.TrySetResult();
        await (Hold?.Task ?? Task.CompletedTask);
        QualifyReport report = Disqualified.TryGetValue(version, out string? reason)
            ? new QualifyReport(false, reason, null, MayPass.Contains(version))
            : new QualifyReport(true, "Golden cases agree.", ReleaseDigest.Compute(Path.Combine(_store, model, version)));
        return Results.Json(report, EdgeJson.Default.QualifyReport);
    }

    private IResult Shadow(string model, string version, long since, string after)
    {
        ComparedAfter.Add(after);
        string digest = ReleaseDigest.Compute(Path.Combine(_store, model, version));
        int next = after.Length == 0 ? 0 : int.Parse(after, CultureInfo.InvariantCulture) + 1;
        ShadowReport report = next >= Studies.Count ? new ShadowReport(ShadowOutcome.Waits, "It waits for studies that 1.0.0 reads.", digest)
            : Studies[next] is { } agreement ? new ShadowReport(ShadowOutcome.Compared, "Compared.", digest, Study(agreement))
            : new ShadowReport(ShadowOutcome.PassedOver, "None of its inputs is stored any longer.", digest, Study(null));
        return Results.Json(report, EdgeJson.Default.ShadowReport);

        ShadowStudy Study(ShadowAgreement? agreement) => new(next.ToString(CultureInfo.InvariantCulture), since + 1, agreement);
    }
}
