using FsCheck;
using FsCheck.Fluent;

namespace Edge.Releases.Tests.Tuf;

/// <summary>Whatever versions a repository that still has all its keys publishes, none that is trusted ever goes down.</summary>
public sealed class RollbackProperties
{
    private static readonly string[] Roles = ["timestamp", "snapshot", "targets", "root"];

    [Fact]
    public void Versions_OfAnyPublication_NeverGoDown() =>
        Prop.ForAll(
            Gen.Choose(1, 6).ArrayOf(4).ListOf(5).ToArbitrary(),
            publications => HoldsAsync(publications).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();

    private static async Task<bool> HoldsAsync(IEnumerable<int[]> publications)
    {
        var repository = new ForgedRepository();
        using var client = new ForgedClient(repository);
        long[] before = [0, 0, 0, 1];
        foreach (int[] versions in publications)
        {
            foreach ((string role, int version) in Roles.Zip(versions))
            {
                repository.SetVersion(role, version);
            }

            repository.PublishAll();
            bool accepted = true;
            try
            {
                await client.RefreshAsync();
            }
            catch (TrustException)
            {
                accepted = false;
            }

            long[] after = [.. Roles.Select(client.Version)];
            bool honest = before.Zip(after).All(pair => pair.First <= pair.Second);
            bool current = !accepted || after[0] == versions[0];
            if (!honest || !current)
            {
                return false;
            }

            before = after;
        }

        return true;
    }
}
