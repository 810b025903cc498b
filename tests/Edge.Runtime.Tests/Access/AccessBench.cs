using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Edge.Contracts;
using Edge.Runtime.Access;
using Edge.Runtime.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Runtime.Tests.Access;

/// <summary>The host with a user of each role, asked as a browser asks.</summary>
internal sealed class AccessBench : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    // Made once: each costs a tenth of a second, on purpose.
    private static readonly string Hash = PasswordHash.Create(System.Text.Encoding.UTF8.GetBytes(Password));

    private readonly HostBench _host;

    private AccessBench(HostBench host, HttpClient page, ManualTime time)
    {
        _host = host;
        Page = page;
        Time = time;
    }

    /// <summary>Without a cookie.</summary>
    public HttpClient Page { get; }

    /// <summary>The clock of users and sign-ins.</summary>
    public ManualTime Time { get; }

    public T Get<T>()
        where T : notnull => _host.App.Services.GetRequiredService<T>();

    /// <summary>A client on the unix socket.</summary>
    public HttpClient Local() => _host.Local();

    public static async Task<AccessBench> StartAsync()
    {
        var time = new ManualTime();
        var host = new HostBench(services => services
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<Users>(provider, time))
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<Sessions>(provider, time))
            .AddSingleton(new SignInLock(time)));
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        OwnerFile.Write(host.Data.Users, Enum.GetValues<UserRole>().Select(role => $"{role} {role} {now} {now} {Hash}"));
        HttpClient started = await host.StartAsync(TestContext.Current.CancellationToken);
        var page = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = started.BaseAddress };
        started.Dispose();
        return new AccessBench(host, page, time);
    }

    /// <summary>Signs in and returns the cookie and the token of actions.</summary>
    public async Task<(string Cookie, string Action)> SignInAsync(UserRole role, string? cookie = null, string password = Password)
    {
        using HttpResponseMessage answer = await PostSignInAsync(role.ToString(), password, cookie);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        JsonNode session = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        return (CookieOf(answer), (string)session["actionToken"]!);
    }

    public Task<HttpResponseMessage> PostSignInAsync(string name, string password, string? cookie = null, string? origin = null) =>
        SendAsync(HttpMethod.Post, "/page/session", cookie, origin: origin, body: JsonContent.Create(new { name, password }));

    /// <summary>Name and value of the cookie that an answer sets.</summary>
    public static string CookieOf(HttpResponseMessage answer) => Assert.Single(answer.Headers.GetValues("Set-Cookie")).Split(';')[0];

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? cookie = null, string? action = null, string? origin = null, HttpContent? body = null, string? site = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body };
        Add(request, "Cookie", cookie);
        Add(request, "X-Edge-Action", action);
        Add(request, "Origin", origin);
        Add(request, "Sec-Fetch-Site", site);
        return await Page.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, string? cookie = null, string? action = null, string? origin = null, string? site = null)
    {
        using HttpResponseMessage answer = await SendAsync(method, path, cookie, action, origin, null, site);
        return answer.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        Page.Dispose();
        await _host.DisposeAsync();
    }

    private static void Add(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null)
        {
            request.Headers.Add(name, value);
        }
    }
}
