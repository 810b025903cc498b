using System.Net;
using System.Net.Http.Json;
using Edge.Contracts;
using Edge.Runtime.Access;
using Edge.Runtime.Audit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Runtime.Tests.Access;

/// <summary>Sign-ins that come together, accounts that change under them, and clocks that are set.</summary>
public sealed class SignInRaceTests
{
    private const string Another = "another long password";

    [Fact]
    public async Task Guesses_AtOnce_CountOneAfterAnother_AndNoMoreWaitThanMay()
    {
        await using AccessBench bench = await AccessBench.StartAsync();
        HttpStatusCode[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(async guess =>
        {
            using HttpResponseMessage answer = await bench.PostSignInAsync("Administrator", $"a guessed password {guess}");
            return answer.StatusCode;
        }));
        Assert.Equal(SignInLock.FreeOfUser, answers.Count(status => status == HttpStatusCode.Unauthorized));
        Assert.Equal(answers.Length - SignInLock.FreeOfUser, answers.Count(status => status == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task ChangeOfPassword_UserRemovedMeanwhile_BringsNobodyBack()
    {
        await using AccessBench bench = await AccessBench.StartAsync();
        Users users = bench.Get<Users>();
        string hash = users.Find("Technician")!.Hash;
        users.Remove("Technician");
        Assert.Null(users.Change("Technician", hash, Another));
        Assert.Null(users.Find("Technician"));

        string ofViewer = users.Find("Viewer")!.Hash;
        users.Put("Viewer", UserRole.Viewer, "set by an operator");
        Assert.Null(users.Change("Viewer", ofViewer, Another));
        Assert.NotNull(users.Check("Viewer", "set by an operator"));
    }

    [Fact]
    public async Task ChangeOfPassword_Wrong_IsAudited_AndLocksOut()
    {
        await using AccessBench bench = await AccessBench.StartAsync();
        (string cookie, string action) = await bench.SignInAsync(UserRole.Technician);
        for (int guess = 0; guess < SignInLock.FreeOfUser; guess++)
        {
            Assert.Equal(HttpStatusCode.Forbidden, await ChangeAsync(bench, cookie, action, $"not it {guess}"));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await ChangeAsync(bench, cookie, action, AccessBench.Password));
        IReadOnlyList<AuditEntry> written = bench.Get<AuditLog>().After(0, 1000);
        Assert.Equal(
            SignInLock.FreeOfUser,
            written.Count(entry => entry is { Type: "User security Attributes Changed", Outcome: AuditOutcome.MinorFailure, Who: "user:Technician" }));
        Assert.Contains(written, entry => entry is { Type: "Login", Outcome: AuditOutcome.SeriousFailure, Who: "user:Technician" });

        bench.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(HttpStatusCode.OK, await ChangeAsync(bench, cookie, action, AccessBench.Password));
        Assert.Equal(HttpStatusCode.Unauthorized, await bench.StatusAsync(HttpMethod.Get, "/v1/studies", cookie));
        Assert.NotNull(bench.Get<Users>().Check("Technician", Another));
    }

    [Fact]
    public async Task ClockSetBack_SignInWorks_AndEndsInTime()
    {
        await using AccessBench bench = await AccessBench.StartAsync();
        DateTimeOffset right = bench.Time.GetUtcNow();
        bench.Time.SetWall(right.AddDays(-400));
        (string early, _) = await bench.SignInAsync(UserRole.Administrator);
        Assert.Equal(HttpStatusCode.OK, await bench.StatusAsync(HttpMethod.Get, "/v1/studies", early));

        bench.Time.SetWall(right.AddYears(4));
        (string ahead, _) = await bench.SignInAsync(UserRole.Viewer);
        (string reset, _) = await bench.SignInAsync(UserRole.Technician);
        bench.Time.SetWall(right);
        Assert.Equal(HttpStatusCode.OK, await bench.StatusAsync(HttpMethod.Get, "/v1/studies", ahead));
        bench.Get<Users>().Put("Technician", UserRole.Technician, Another);
        Assert.Equal(HttpStatusCode.Unauthorized, await bench.StatusAsync(HttpMethod.Get, "/v1/studies", reset));
        bench.Time.Advance(SessionLimits.ViewerLongest + TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await bench.StatusAsync(HttpMethod.Get, "/v1/studies", ahead));
    }

    [Fact]
    public async Task SignInsThatEnded_MakeRoom_AndDisplaysOnTheWallStay()
    {
        await using AccessBench bench = await AccessBench.StartAsync();
        (string wall, _) = await bench.SignInAsync(UserRole.Viewer);
        UserAccount technician = bench.Get<Users>().Find("Technician")!;
        var sessions = new Sessions(bench.Get<DataDirectory>(), bench.Get<Users>(), bench.Time, NullLogger<Sessions>.Instance);
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        for (int more = 1; more < SessionLimits.SessionsMax; more++)
        {
            sessions.Begin(technician);
        }

        bench.Time.Advance(SessionLimits.Idle + TimeSpan.FromSeconds(1));
        sessions.Begin(technician);
        Assert.NotNull(sessions.Find(wall.Split('=')[1], isUse: false));
    }

    private static async Task<HttpStatusCode> ChangeAsync(AccessBench bench, string cookie, string action, string old)
    {
        using HttpResponseMessage answer = await bench.SendAsync(HttpMethod.Post, "/page/password", cookie, action, body: JsonContent.Create(new { old, @new = Another }));
        return answer.StatusCode;
    }
}
