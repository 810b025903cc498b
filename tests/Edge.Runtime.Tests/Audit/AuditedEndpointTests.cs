using System.Net;
using System.Net.Http.Json;
using Edge.Contracts;
using Edge.Runtime.Audit;
using Edge.Runtime.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Runtime.Tests.Audit;

public sealed class AuditedEndpointTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Acts_OverTheSocket_AreAuditedWithWhoAndHowItCameOut()
    {
        await using var bench = new HostBench();
        using HttpClient page = await bench.StartAsync(Cancellation);
        using HttpClient local = bench.Local();
        using HttpResponseMessage made = await local.PostAsync(new Uri("/v1/stow/tokens/GATEWAY", UriKind.Relative), null, Cancellation);
        using HttpResponseMessage unknown = await local.PostAsync(new Uri("/v1/studies/1.2.3/complete", UriKind.Relative), null, Cancellation);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (made.StatusCode, unknown.StatusCode));
        var audit = bench.App.Services.GetRequiredService<AuditLog>();
        AuditEntry[] entries = [.. audit.After(0, 100)];
        Assert.Equal(["Application Start", "Security Configuration", null], entries.Select(entry => entry.Type));
        Assert.All(entries[1..], entry => Assert.Matches("^local:[0-9]+$", entry.Who));
        Assert.Equal([AuditOutcome.Success, AuditOutcome.MinorFailure], entries[1..].Select(entry => entry.Outcome));
        Assert.Equal(64, entries[2].Study!.Length);
        IReadOnlyList<AuditEntry> listed = (await local.GetFromJsonAsync("/v1/audit?limit=2", EdgeJson.Default.IReadOnlyListAuditEntry, Cancellation))!;
        Assert.Equal([3L, 2L], listed.Select(entry => entry.Sequence));
    }
}
