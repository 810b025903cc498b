using System.Net;
using System.Text.Json;
using Dapper;
using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Health;
using Edge.Runtime.Store;
using Edge.Runtime.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Runtime.Tests.Health;

public sealed class HealthPageTests
{
    private static readonly string[] Assets = ["/", "/page.css", "/page.js", "/icon.svg"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_AndItsFiles_AreServedWithAStrictPolicy()
    {
        await using var bench = new HostBench();
        using HttpClient page = await bench.StartAsync(Cancellation);
        foreach (string asset in Assets)
        {
            using HttpResponseMessage response = await page.GetAsync(new Uri(asset, UriKind.Relative), Cancellation);
            string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            string text = await response.Content.ReadAsStringAsync(Cancellation);
            Assert.DoesNotContain("https://", text, StringComparison.Ordinal);
            Assert.DoesNotContain("innerHTML", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<style", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<script>", text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Page_Unchanged_IsNotSentAgain()
    {
        await using var bench = new HostBench();
        using HttpClient page = await bench.StartAsync(Cancellation);
        using HttpResponseMessage first = await page.GetAsync(new Uri("/page.js", UriKind.Relative), Cancellation);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/page.js") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using HttpResponseMessage second = await page.SendAsync(again, Cancellation);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Healthz_FollowsTheFaultBoard()
    {
        await using var bench = new HostBench();
        using HttpClient page = await bench.StartAsync(Cancellation);
        var faults = bench.App.Services.GetRequiredService<FaultBoard>();
        Assert.Equal((HttpStatusCode.OK, "ok"), await StatusAsync(page, "/healthz"));
        Assert.Equal((HttpStatusCode.OK, "ready"), await StatusAsync(page, "/readyz"));
        faults.Raise(FaultCatalogue.BrokerRefuses, "nobody there");
        Assert.Equal((HttpStatusCode.OK, "degraded"), await StatusAsync(page, "/healthz"));
        faults.Raise(FaultCatalogue.DiskFailing, "EIO");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "failing"), await StatusAsync(page, "/healthz"));
        faults.Clear(FaultCatalogue.DiskFailing);
        faults.Clear(FaultCatalogue.BrokerRefuses);
        Assert.Equal((HttpStatusCode.OK, "ok"), await StatusAsync(page, "/healthz"));
    }

    [Fact]
    public async Task Events_StartWithASnapshotAndFollowWhatChanges()
    {
        await using var bench = new HostBench();
        using HttpClient page = await bench.StartAsync(Cancellation);
        using Stream stream = await page.GetStreamAsync(new Uri("/events", UriKind.Relative), Cancellation);
        using var events = new StreamReader(stream);
        PageState first = await NextAsync(events);
        Assert.Equal("workstation", first.Device.Id);
        Assert.Equal("ok", first.Health.Status);
        Assert.Empty(first.Studies);

        bench.App.Services.GetRequiredService<FaultBoard>().Raise(FaultCatalogue.BrokerRefuses, "nobody there");
        PageState second = await NextAsync(events);
        Assert.Equal("degraded", second.Health.Status);
        Assert.Equal("broker-refuses", Assert.Single(second.Health.Faults).Code);
        Assert.True(second.At - first.At >= TimeSpan.FromSeconds(0.9), "At most one update a second.");
    }

    [Fact]
    public async Task Events_DatabaseFailsForAWhile_GoOnOnceItIsBack()
    {
        await using var bench = new HostBench();
        using HttpClient page = await bench.StartAsync(Cancellation);
        using Stream stream = await page.GetStreamAsync(new Uri("/events", UriKind.Relative), Cancellation);
        using var events = new StreamReader(stream);
        await NextAsync(events);
        var store = bench.App.Services.GetRequiredService<EdgeStore>();
        var faults = bench.App.Services.GetRequiredService<FaultBoard>();

        store.Write((connection, transaction) => connection.Execute("ALTER TABLE jobs RENAME TO away", transaction: transaction));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (faults.Current.Count == 0)
        {
            await Task.Delay(10, limit.Token);
        }

        Assert.Equal("page-stale", Assert.Single(faults.Current).Code);
        store.Write((connection, transaction) => connection.Execute("ALTER TABLE away RENAME TO jobs", transaction: transaction));
        await NextAsync(events);
        Assert.Equal("ok", (await NextAsync(events)).Health.Status);
    }

    [Fact]
    public async Task Events_StoredDocumentThatIsNone_SaysSoAtItsStudy()
    {
        await using var bench = new HostBench();
        using HttpClient page = await bench.StartAsync(Cancellation);
        bench.App.Services.GetRequiredService<EdgeStore>().Write((connection, transaction) => connection.Execute(
            """
            INSERT INTO studies (study_uid, state, calling_ae, instances, first_received_at, last_received_at) VALUES ('1.2.3', 'complete', 'CT', 1, 0, 0);
            INSERT INTO units (id, study_uid, kind, series_uid, sop_instance_uid, revision, current, content, model, created_at) VALUES (1, '1.2.3', 'series', '1.2.3.4', '', 1, 1, 'c', 'm', 0);
            INSERT INTO jobs (id, unit_id, model, model_version, model_digest, result_id, state, fencing_token, attempts, deaths, not_before, created_at)
            VALUES (1, 1, 'm', '1', 'd', 'r1', 'done', 1, 1, 0, 0, 0);
            INSERT INTO results (result_id, job_id, outcome, committed_at, document) VALUES ('r1', 1, 'completed', 0, 'no JSON');
            """,
            transaction: transaction));
        using Stream stream = await page.GetStreamAsync(new Uri("/events", UriKind.Relative), Cancellation);
        using var events = new StreamReader(stream);
        StudyLine study = Assert.Single((await NextAsync(events)).Studies);
        Assert.Equal(StoredDocument.Unreadable, Assert.Single(study.Units).Found);
    }

    [Fact]
    public async Task Request_DatabaseFails_IsAnsweredWithWhatToDo()
    {
        await using var bench = new HostBench();
        using HttpClient page = await bench.StartAsync(Cancellation);
        bench.App.Services.GetRequiredService<EdgeStore>().Write((connection, transaction) => connection.Execute("ALTER TABLE studies RENAME TO away", transaction: transaction));
        using HttpResponseMessage answer = await page.GetAsync(new Uri("/v1/studies", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        ApiError error = JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Cancellation), EdgeJson.Default.ApiError)!;
        Assert.Contains(FaultCatalogue.DiskFailing.Action, error.Error, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Code, string Status)> StatusAsync(HttpClient page, string path)
    {
        using HttpResponseMessage response = await page.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        string json = await response.Content.ReadAsStringAsync(Cancellation);
        return (response.StatusCode, JsonSerializer.Deserialize(json, EdgeJson.Default.HealthSummary)!.Status);
    }

    private static async Task<PageState> NextAsync(StreamReader events)
    {
        const string Data = "data: {";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (await events.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith(Data, StringComparison.Ordinal))
            {
                return JsonSerializer.Deserialize(line[(Data.Length - 1)..], PageJson.Default.PageState)!;
            }
        }

        throw new InvalidOperationException("The events ended.");
    }
}
