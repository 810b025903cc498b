using System.Net;
using System.Net.Http.Json;
using System.Text;
using Edge.Contracts;
using Edge.Runtime.Access;
using Edge.Runtime.Audit;
using Edge.Runtime.Faults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Edge.Runtime.Tests.Access;

/// <summary>Who may ask what on the page's address, and who tries to.</summary>
public sealed class AccessTests
{
    private static readonly string[] Closed = ["/v1/studies", "/v1/health", "/events", "/page/password"];
    private static readonly string[] Open = ["/", "/page.js", "/page.css", "/healthz", "/readyz", "/page/session"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Users_Exist_NothingIsShownToWhoIsNotSignedIn()
    {
        await using AccessBench bench = await AccessBench.StartAsync();
        foreach (string path in Closed.Where(path => path != "/page/password"))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await bench.StatusAsync(HttpMethod.Get, path));
            Assert.Equal(HttpStatusCode.Unauthorized, await bench.StatusAsync(HttpMethod.Get, path, "edge=made-up"));
        }

        foreach (string path in Open)
        {
            Assert.Equal(HttpStatusCode.OK, await bench.StatusAsync(HttpMethod.Get, path));
        }

        using HttpResponseMessage session = await bench.SendAsync(HttpMethod.Get, "/page/session");
        Assert.Equal(
            """{"hasUsers":true,"user":null,"role":null,"actionToken":null,"device":null,"version":null}""", await session.Content.ReadAsStringAsync(Cancellation));
        (string cookie, _) = await bench.SignInAsync(UserRole.Viewer);
        Assert.Equal(HttpStatusCode.OK, await bench.StatusAsync(HttpMethod.Get, "/v1/studies", cookie));
    }

    [Fact]
    public async Task Cookie_IsKeptFromScriptsAndOtherSites()
    {
        await using AccessBench bench = await AccessBench.StartAsync();
        using HttpResponseMessage answer = await bench.PostSignInAsync("Viewer", AccessBench.Password);
        string set = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", set, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", set, StringComparison.OrdinalIgnoreCase);
        string kept = await File.ReadAllTextAsync(bench.Get<DataDirectory>().Sessions, Cancellation);
        Assert.DoesNotContain(AccessBench.CookieOf(answer).Split('=')[1], kept, StringComparison.Ordinal);
        Assert.DoesNotContain(AccessBench.Password, await File.ReadAllTextAsync(bench.Get<DataDirectory>().Users, Cancellation), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(bench.Get<DataDirectory>().Sessions));
    }

    [Fact]
    public async Task ActionOfAnotherSite_IsRefused()
    {
        await using AccessBench bench = await AccessBench.StartAsync();
        (string cookie, string action) = await bench.SignInAsync(UserRole.Administrator);
        string own = bench.Page.BaseAddress!.GetLeftPart(UriPartial.Authority);
        Assert.Equal(HttpStatusCode.Forbidden, await bench.StatusAsync(HttpMethod.Delete, "/page/session", cookie));
        Assert.Equal(HttpStatusCode.Forbidden, await bench.StatusAsync(HttpMethod.Delete, "/page/session", cookie, "made-up"));
        Assert.Equal(HttpStatusCode.Forbidden, await bench.StatusAsync(HttpMethod.Delete, "/page/session", cookie, action, "http://attacker.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await bench.StatusAsync(HttpMethod.Delete, "/page/session", cookie, action, own, "cross-site"));
        (_, string actionOfOther) = await bench.SignInAsync(UserRole.Administrator);
        Assert.Equal(HttpStatusCode.Forbidden, await bench.StatusAsync(HttpMethod.Delete, "/page/session", cookie, actionOfOther, own));
        Assert.Equal(HttpStatusCode.OK, await bench.StatusAsync(HttpMethod.Get, "/v1/studies", cookie));
        Assert.Equal(HttpStatusCode.OK, await bench.StatusAsync(HttpMethod.Delete, "/page/session", cookie, action, own, "same-origin"));
        Assert.Equal(HttpStatusCode.Unauthorized, await bench.StatusAsync(HttpMethod.Get, "/v1/studies", cookie));
        using HttpResponseMessage signIn = await bench.PostSignInAsync("Viewer", AccessBench.Password, origin: "http://attacker.example");
        Assert.Equal(HttpStatusCode.Forbidden, signIn.StatusCode);
    }

    [Fact]
    public async Task PlantedCookie_IsNeverTakenOver()
    {
        await using AccessBench bench = await AccessBench.StartAsync();
        (string fixedByAttacker, _) = await bench.SignInAsync(UserRole.Viewer);
        (string cookie, _) = await bench.SignInAsync(UserRole.Administrator, fixedByAttacker);
        Assert.NotEqual(fixedByAttacker, cookie);
        Assert.Equal(HttpStatusCode.Unauthorized, await bench.StatusAsync(HttpMethod.Get, "/v1/studies", fixedByAttacker));
        (string other, _) = await bench.SignInAsync(UserRole.Administrator, "edge=planted");
        Assert.NotEqual("edge=planted", other);
        Assert.Equal(HttpStatusCode.Unauthorized, await bench.StatusAsync(HttpMethod.Get, "/v1/studies", "edge=planted"));
    }

    [Fact]
    public async Task Guesses_AreLockedOut_AndAuditedWithoutThePassword()
    {
        await using AccessBench bench = await AccessBench.StartAsync();
        (string signedIn, _) = await bench.SignInAsync(UserRole.Administrator);
        for (int guess = 0; guess < SignInLock.FreeOfUser; guess++)
        {
            using HttpResponseMessage wrong = await bench.PostSignInAsync("Administrator", $"a guessed password {guess}");
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using HttpResponseMessage locked = await bench.PostSignInAsync("Administrator", AccessBench.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, locked.StatusCode);
        Assert.NotNull(locked.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, await bench.StatusAsync(HttpMethod.Get, "/v1/studies", signedIn));
        using HttpResponseMessage another = await bench.PostSignInAsync("Viewer", AccessBench.Password);
        Assert.Equal(HttpStatusCode.OK, another.StatusCode);

        IReadOnlyList<AuditEntry> written = bench.Get<AuditLog>().After(0, 1000);
        Assert.Equal(SignInLock.FreeOfUser, written.Count(entry => entry is { Type: "Login", Outcome: AuditOutcome.MinorFailure, Who: "user:Administrator" }));
        Assert.Contains(written, entry => entry is { Type: "Login", Outcome: AuditOutcome.SeriousFailure });
        Assert.DoesNotContain(written, entry => entry.What.Contains("guessed", StringComparison.Ordinal));

        bench.Time.Advance(TimeSpan.FromSeconds(31));
        using HttpResponseMessage after = await bench.PostSignInAsync("Administrator", AccessBench.Password);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public async Task SignIn_EndsByItself_AndByRemovalAndPasswordOfItsUser()
    {
        await using AccessBench bench = await AccessBench.StartAsync();
        (string viewer, _) = await bench.SignInAsync(UserRole.Viewer);
        (string technician, _) = await bench.SignInAsync(UserRole.Technician);
        Pass(bench, SessionLimits.Idle + TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await bench.StatusAsync(HttpMethod.Get, "/v1/studies", technician));
        Assert.Equal(HttpStatusCode.OK, await bench.StatusAsync(HttpMethod.Get, "/v1/studies", viewer));

        (string again, _) = await bench.SignInAsync(UserRole.Technician);
        bench.Get<Users>().Put("Technician", UserRole.Technician, "another long password");
        Assert.Equal(HttpStatusCode.OK, await bench.StatusAsync(HttpMethod.Get, "/v1/studies", viewer));
        Pass(bench, TimeSpan.FromMilliseconds(1));
        bench.Get<Users>().Put("Technician", UserRole.Technician, "yet another long password");
        Assert.Equal(HttpStatusCode.Unauthorized, await bench.StatusAsync(HttpMethod.Get, "/v1/studies", again));

        bench.Get<Users>().Remove("Viewer");
        Assert.Equal(HttpStatusCode.Unauthorized, await bench.StatusAsync(HttpMethod.Get, "/v1/studies", viewer));
    }

    [Fact]
    public async Task Restart_SignsNobodyOut()
    {
        await using AccessBench bench = await AccessBench.StartAsync();
        (string cookie, _) = await bench.SignInAsync(UserRole.Viewer);
        var users = new Users(bench.Get<DataDirectory>(), bench.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger<Users>.Instance);
        var sessions = new Sessions(bench.Get<DataDirectory>(), users, bench.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger<Sessions>.Instance);
        Assert.Equal(("Viewer", UserRole.Viewer), (sessions.Find(cookie.Split('=')[1], isUse: true)!.Name, sessions.Find(cookie.Split('=')[1], isUse: true)!.Role));
        File.SetUnixFileMode(bench.Get<DataDirectory>().Users, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        var opened = new Users(bench.Get<DataDirectory>(), bench.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger<Users>.Instance);
        Assert.True(opened.HasAny);
        Assert.Null(opened.Check("Viewer", AccessBench.Password));
    }

    [Fact]
    public async Task OversizedAndMalformedBodies_AreRefused()
    {
        await using AccessBench bench = await AccessBench.StartAsync();
        foreach (HttpContent body in (HttpContent[])
        [
            new StringContent("{\"name\":\"" + new string('x', 300_000) + "\",\"password\":\"y\"}", Encoding.UTF8, "application/json"),
            new StringContent("{\"name\":\"x\",\"password\":\"" + new string('y', 5000) + "\"}", Encoding.UTF8, "application/json"),
            new StringContent("no json", Encoding.UTF8, "application/json"),
            JsonContent.Create(new { name = "x", password = "y", role = "administrator" }),
        ])
        {
            using HttpResponseMessage answer = await bench.SendAsync(HttpMethod.Post, "/page/session", body: body);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, await bench.StatusAsync(HttpMethod.Get, "/healthz"));
    }

    [Fact]
    public async Task PathTraversal_LeadsNowhere()
    {
        await using AccessBench bench = await AccessBench.StartAsync();
        (string cookie, _) = await bench.SignInAsync(UserRole.Administrator);
        foreach (string path in (string[])["/..%2f..%2fetc%2fpasswd", "/%2e%2e/users", "/page.js/../../users", "/page/results/..%2F..%2Fusers/picture", "/page/studies/..%2F..%2Fedge.db"])
        {
            using HttpResponseMessage answer = await bench.SendAsync(HttpMethod.Get, path, cookie);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Watchers_OfOneUser_TakeNoMorePlacesThanTheirs()
    {
        await using AccessBench bench = await AccessBench.StartAsync();
        (string one, _) = await bench.SignInAsync(UserRole.Viewer);
        (string other, _) = await bench.SignInAsync(UserRole.Technician);
        var held = new List<HttpResponseMessage>();
        try
        {
            for (int place = 0; place < Edge.Runtime.Health.WatchPlaces.MostOfOne; place++)
            {
                held.Add(await WatchAsync(bench, one));
                Assert.Equal(HttpStatusCode.OK, held[^1].StatusCode);
            }

            held.Add(await WatchAsync(bench, one));
            Assert.Equal("retry: 30000\nevent: full\ndata: \n\n", await held[^1].Content.ReadAsStringAsync(Cancellation));
            held.Add(await WatchAsync(bench, other));
            Assert.Equal(HttpStatusCode.OK, held[^1].StatusCode);
            bench.Get<FaultBoard>();
            Assert.Equal(HttpStatusCode.OK, await bench.StatusAsync(HttpMethod.Get, "/v1/studies", other));
        }
        finally
        {
            held.ForEach(one => one.Dispose());
        }
    }

    [Fact]
    public async Task Socket_AddsUsers_WithMadePasswordsThatCount()
    {
        await using AccessBench bench = await AccessBench.StartAsync();
        Assert.Equal("Viewer", bench.Get<Users>().Check("Viewer", AccessBench.Password)?.Name);
        Assert.Null(bench.Get<Users>().Check("viewer", AccessBench.Password));
        Assert.Matches("^([a-z2-9]{4}-){3}[a-z2-9]{4}$", RandomText.Password());
        Assert.NotNull(UserNames.TroubleOfName("a b"));
        Assert.NotNull(UserNames.TroubleOfName("../x"));
        Assert.NotNull(UserNames.TroubleOfPassword("anna", "short"));
        Assert.NotNull(UserNames.TroubleOfPassword("anna", "my-name-is-anna"));
        Assert.NotNull(UserNames.TroubleOfPassword("anna", "aaaaaaaaaaaa"));
        Assert.Null(UserNames.TroubleOfPassword("anna", AccessBench.Password));
    }

    [Fact]
    public async Task PasswordSetOverTheSocket_LiftsTheWait()
    {
        await using AccessBench bench = await AccessBench.StartAsync();
        for (int guess = 0; guess < SignInLock.FreeOfUser; guess++)
        {
            bench.Get<SignInLock>().Wrong("Technician", "192.0.2.1");
        }

        using HttpClient local = bench.Local();
        using HttpResponseMessage set = await local.PostAsync(
            new Uri("/v1/users/Technician/password", UriKind.Relative), JsonContent.Create(new { role = (string?)null, password = "another long password" }), Cancellation);
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        using HttpResponseMessage signIn = await bench.PostSignInAsync("Technician", "another long password");
        Assert.Equal(HttpStatusCode.OK, signIn.StatusCode);
    }

    [Theory]
    [InlineData("192.0.2.1", "/metrics", HttpStatusCode.Unauthorized)]
    [InlineData("127.0.0.1", "/metrics", HttpStatusCode.OK)]
    [InlineData("::ffff:127.0.0.1", "/metrics", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", "/v1/health", HttpStatusCode.Unauthorized)]
    [InlineData("192.0.2.1", "/healthz", HttpStatusCode.OK)]
    public async Task Metrics_AreForThisMachine(string from, string path, HttpStatusCode expected)
    {
        await using AccessBench bench = await AccessBench.StartAsync();
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(from) }, Request = { Method = "GET", Host = new HostString("localhost"), Path = path } };
        context.SetEndpoint(bench.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Single(endpoint => endpoint.RoutePattern.RawText == path));
        Assert.Equal(expected, (HttpStatusCode)(bench.Get<AccessGate>().Admit(context)?.Status ?? 200));
    }

    private static void Pass(AccessBench bench, TimeSpan time)
    {
        bench.Time.Advance(time);
    }

    private static async Task<HttpResponseMessage> WatchAsync(AccessBench bench, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/events", UriKind.Relative)) { Headers = { { "Cookie", cookie } } };
        return await bench.Page.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }
}
