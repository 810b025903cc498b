using System.Net;
using Edge.Contracts;
using Edge.Runtime.Host;
using Microsoft.AspNetCore.Builder;

namespace Edge.Runtime.Tests.Host;

public sealed class WebFrontageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_AskedToActOrAboutPaths_Refuses()
    {
        await using var bench = new HostBench();
        using HttpClient page = await bench.StartAsync(Cancellation);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await StatusAsync(page, HttpMethod.Post, "/v1/studies/1.2.3/complete"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await StatusAsync(page, HttpMethod.Delete, "/v1/studies"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(page, HttpMethod.Get, "/v1/studies/1.2.3"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(page, HttpMethod.Get, "/v1/inbox"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(page, HttpMethod.Get, "/../etc/passwd"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(page, HttpMethod.Get, "/v1/studies"));
    }

    [Fact]
    public async Task Page_AskedUnderAnotherName_Refuses()
    {
        await using var bench = new HostBench();
        using HttpClient page = await bench.StartAsync(Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "edge.attacker.example" } };
        using HttpResponseMessage response = await page.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
    }

    [Fact]
    public async Task Socket_IsForItsOwnerAndActs()
    {
        await using var bench = new HostBench();
        using HttpClient page = await bench.StartAsync(Cancellation);
        using HttpClient local = bench.Local();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(bench.Data.Socket) | UnixFileMode.UserExecute);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(local, HttpMethod.Get, "/v1/inbox"));
        using HttpResponseMessage response = await local.PostAsync(new Uri("/v1/studies/1.2.3/complete", UriKind.Relative), null, Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("edgectl study list", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configure_LeftOverSocket_IsReplaced()
    {
        await using var bench = new HostBench();
        await File.WriteAllTextAsync(bench.Data.Socket, "left over", Cancellation);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        WebFrontage.Configure(builder, new WebConfig("127.0.0.1", 0, Stow: null), bench.Data);
        Assert.False(File.Exists(bench.Data.Socket));
    }

    [Fact]
    public void Configure_PathTooLongForASocket_SaysWhatToDo()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var data = new DataDirectory("/tmp/" + new string('x', 120));
        IOException refused = Assert.Throws<IOException>(() => WebFrontage.Configure(builder, new WebConfig("127.0.0.1", 0, Stow: null), data));
        Assert.Contains("shorter --data", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        using HttpResponseMessage response = await client.SendAsync(request, Cancellation);
        return response.StatusCode;
    }
}
