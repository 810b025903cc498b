using System.Text.Json.Nodes;
using Edge.Releases.Tuf;

namespace Edge.Releases.Tests.Tuf;

/// <summary>The search through delegations (TUF 1.0.34 §5.6.7).</summary>
public sealed class DelegationTests
{
    [Fact]
    public async Task Find_PathInTheSecondDelegation_GoesDeepFirst()
    {
        var repository = new ForgedRepository();
        repository.Delegate("targets", "a", "*");
        repository.Delegate("targets", "b", "*");
        repository.Delegate("a", "c", "*");
        repository.AddTarget("b", "model", "of b");
        repository.Update();
        using var client = new ForgedClient(repository);

        Assert.Equal("of b", await client.DownloadAsync("model"));
        Assert.Equal(["1.a.json", "1.c.json", "1.b.json"], repository.Asked.SkipLast(1).TakeLast(3));
    }

    [Fact]
    public async Task Find_AfterATerminatingDelegation_LooksNoFurther()
    {
        var repository = new ForgedRepository();
        repository.Delegate("targets", "a", "*", terminating: true);
        repository.Delegate("targets", "b", "*");
        repository.AddTarget("b", "model", "of b");
        repository.Update();
        using var client = new ForgedClient(repository);

        Assert.Null(await client.Client.FindAsync("model", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Find_RolesWithoutEnd_StopsAtTheLimit()
    {
        var repository = new ForgedRepository();
        repository.Delegate("targets", "role0", "*");
        for (int at = 0; at < 50; at++)
        {
            repository.Delegate($"role{at}", $"role{at + 1}", "*");
        }

        repository.AddTarget("role50", "model", "too deep");
        repository.Update();
        using var client = new ForgedClient(repository);

        Assert.Null(await client.Client.FindAsync("model", TestContext.Current.CancellationToken));
        Assert.Equal(TufLimits.Default.RoleVisitMax - 1, repository.Asked.Count(name => name.StartsWith("1.role", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Find_ByHashPrefix_AsksOnlyTheBinOfThePath()
    {
        var repository = new ForgedRepository();
        repository.Delegate("targets", "low", "x");
        repository.Delegate("targets", "high", "x");
        var roles = (JsonArray)repository.Signed["targets"]["delegations"]!["roles"]!;
        foreach ((JsonNode? role, string digits) in roles.Zip(["01234567", "89abcdef"]))
        {
            ((JsonObject)role!).Remove("paths");
            role["path_hash_prefixes"] = new JsonArray([.. digits.Select(digit => JsonValue.Create(digit.ToString()))]);
        }

        // sha256sum of "model" begins with 9.
        repository.AddTarget("high", "model", "content");
        repository.Update();
        using var client = new ForgedClient(repository);

        Assert.Equal("content", await client.DownloadAsync("model"));
        Assert.DoesNotContain("1.low.json", repository.Asked);
    }

    [Fact]
    public async Task Find_BothPathsAndPrefixes_IsRefused()
    {
        var repository = new ForgedRepository();
        repository.Delegate("targets", "a", "*");
        repository.Signed["targets"]["delegations"]!["roles"]![0]!["path_hash_prefixes"] = new JsonArray("0");
        repository.Update();
        using var client = new ForgedClient(repository);

        Assert.Equal(TrustFailure.Malformed, await client.RefusedAsync());
    }
}
