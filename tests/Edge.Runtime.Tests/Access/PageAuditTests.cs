using System.Net;
using Dapper;
using Edge.Contracts;
using Edge.Runtime.Access;
using Edge.Runtime.Audit;
using Edge.Runtime.Results;
using Edge.Runtime.Store;
using Edge.Runtime.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Runtime.Tests.Access;

/// <summary>What the page writes into the audit log, and what must not get there.</summary>
public sealed class PageAuditTests
{
    private const string Canary = "1.2.840.99.CANARY";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Overreach_NamesThePatternAndNothingTyped_AndFloodsNothing()
    {
        await using AccessBench bench = await AccessBench.StartAsync();
        (string cookie, string action) = await bench.SignInAsync(UserRole.Viewer);
        for (int times = 0; times < Overreaches.MostAnHour + 5; times++)
        {
            Assert.Equal(HttpStatusCode.Forbidden, await bench.StatusAsync(HttpMethod.Post, $"/page/studies/{Canary}/patient", cookie, action));
        }

        Assert.Equal(HttpStatusCode.Forbidden, await bench.StatusAsync(HttpMethod.Get, $"/page/results/{Canary}/picture", cookie));
        AuditEntry[] written = [.. bench.Get<AuditLog>().After(0, 1000).Where(entry => entry.Type == "Use of Restricted Function")];
        Assert.Equal(Overreaches.MostAnHour, written.Length);
        Assert.All(written, entry => Assert.DoesNotContain("CANARY", entry.What + entry.Who + entry.Study, StringComparison.Ordinal));
        Assert.Equal("Asked for POST /page/studies/{uid}/patient, which the role does not allow.", written[0].What);
        Assert.Equal(bench.Get<SiteKey>().Pseudonym(Canary), written[0].Study);
    }

    [Fact]
    public void Overreaches_AnHourLater_SayHowManyWereLeftOut()
    {
        using var bench = new Audit.AuditBench(new AuditLimits(100_000, 4));
        var time = new ManualTime();
        var overreaches = new Overreaches(bench.Log, time);
        for (int times = 0; times < Overreaches.MostAnHour + 7; times++)
        {
            overreaches.Note("anna", "GET", "/page/settings", null);
        }

        overreaches.Note("boris", "GET", "/page/settings", null);
        time.Advance(TimeSpan.FromHours(1));
        overreaches.Note("anna", "GET", "/page/settings", null);
        IReadOnlyList<AuditEntry> written = bench.Log.After(0, 1000);
        Assert.Equal(Overreaches.MostAnHour + 2, written.Count);
        Assert.EndsWith(" 7 more before it are not listed.", written[^1].What, StringComparison.Ordinal);
        Assert.Equal("user:boris", written[^2].Who);
    }

    [Fact]
    public async Task AuditLog_ReadAndChecked_IsAnEvent_ButNotWhatThePageReadsAgain()
    {
        await using AccessBench bench = await AccessBench.StartAsync();
        (string cookie, string action) = await bench.SignInAsync(UserRole.Technician);
        using (var quiet = new HttpRequestMessage(HttpMethod.Get, new Uri("/page/audit", UriKind.Relative)) { Headers = { { "Cookie", cookie }, { AccessGate.QuietHeader, "1" } } })
        using (HttpResponseMessage again = await bench.Page.SendAsync(quiet, Cancellation))
        {
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        }

        Assert.Empty(Used(bench));
        Assert.Equal(HttpStatusCode.OK, await bench.StatusAsync(HttpMethod.Get, "/page/audit", cookie));
        Assert.Equal(HttpStatusCode.OK, await bench.StatusAsync(HttpMethod.Post, "/page/audit/verify", cookie, action));
        Assert.Equal(["user:Technician", "user:Technician"], Used(bench).Select(entry => entry.Who));
    }

    [Fact]
    public async Task KeyImage_Seen_IsAnEventOfItsStudy()
    {
        await using AccessBench bench = await AccessBench.StartAsync();
        bench.Get<EdgeStore>().Write((connection, transaction) => connection.Execute(
            """
            INSERT INTO units (id, study_uid, kind, series_uid, sop_instance_uid, revision, current, content, created_at) VALUES (1, '1.2.3', 'series', '1.2.3.4', '', 1, 1, 'c', 0);
            INSERT INTO jobs (id, unit_id, model, model_version, model_digest, result_id, state, fencing_token, attempts, deaths, not_before, created_at)
            VALUES (1, 1, 'm', '1', 'd', 'r1', 'done', 1, 1, 0, 0, 0);
            INSERT INTO results (result_id, job_id, outcome, committed_at, document) VALUES ('r1', 1, 'completed', 0, '{}');
            """,
            transaction: transaction));
        string folder = bench.Get<ResultFiles>().PathOf("r1");
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, ResultDocument.PreviewFileName), [0x89, 0x50, 0x4E, 0x47], Cancellation);
        (string cookie, _) = await bench.SignInAsync(UserRole.Technician);
        Assert.Equal(HttpStatusCode.OK, await bench.StatusAsync(HttpMethod.Get, "/page/results/r1/picture", cookie));
        AuditEntry seen = Assert.Single(bench.Get<AuditLog>().After(0, 1000), entry => entry.Event == "DICOM Instances Accessed");
        Assert.Equal(("user:Technician", bench.Get<SiteKey>().Pseudonym("1.2.3")), (seen.Who, seen.Study));
    }

    [Fact]
    public async Task RoutesOfAStudy_AskedOverTheSocket_AreAnEventOfTheStudy()
    {
        await using var bench = new HostBench();
        using HttpClient page = await bench.StartAsync(Cancellation);
        using HttpClient local = bench.Local();
        using HttpResponseMessage answer = await local.GetAsync(new Uri("/v1/studies/1.2.3/routes", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        AuditEntry asked = Assert.Single(
            bench.App.Services.GetRequiredService<AuditLog>().After(0, 1000), entry => entry.Event == "DICOM Instances Accessed");
        Assert.Equal((AuditOutcome.MinorFailure, bench.App.Services.GetRequiredService<SiteKey>().Pseudonym("1.2.3")), (asked.Outcome, asked.Study));
    }

    private static AuditEntry[] Used(AccessBench bench) => [.. bench.Get<AuditLog>().After(0, 1000).Where(entry => entry.Event == "Audit Log Used")];
}
