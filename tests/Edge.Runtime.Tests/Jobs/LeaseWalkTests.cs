using Edge.Contracts;
using Edge.Runtime.Jobs;
using Edge.Runtime.Results;

namespace Edge.Runtime.Tests.Jobs;

/// <summary>
/// Random walks over leases, deaths, publications, commits and restarts, by holders that may be late: whatever the order, a job ends once and
/// has one result. tools/soak raises the number of walks.
/// </summary>
public sealed class LeaseWalkTests : IDisposable
{
    private const int StepsPerWalk = 60;
    private const int ShareOfWalks = 20;
    private const int Jobs = 3;

    private readonly TestAppliance _appliance = new(routes: TestAppliance.Route("ct", "double", "Modality", "CT"));

    [Fact]
    public void Walk_AnyOrder_EndsEveryJobOnceWithOneResult()
    {
        int walks = Environment.GetEnvironmentVariable("EDGE_SOAK_WALKS") is { Length: > 0 } text
            ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)
            : ShareOfWalks;
        _appliance.AddRelease("double", UnitKind.Series);
        _appliance.Recover();
        for (int seed = 0; seed < walks; seed++)
        {
            Walk(seed);
        }
    }

    public void Dispose() => _appliance.Dispose();

    private void Walk(int seed)
    {
        string study = $"1.2.840.99.{seed + 2}";
        for (int series = 1; series <= Jobs; series++)
        {
            _appliance.Receive($"{study}.{series}.1", $"{study}.{series}", study: study);
        }

        _appliance.CompleteAndPlan(study);
        var random = new Random(seed);
        var holders = new List<JobLease>();
        var tokens = new Dictionary<long, long>();
        for (int step = 0; step < StepsPerWalk; step++)
        {
            Step(random, holders, tokens);
        }

        _appliance.Restart();
        _appliance.Recover();
        while (Lease(tokens) is { } lease)
        {
            Assert.NotNull(_appliance.Get<ResultCommit>().Commit(lease.Identity, Scratch(lease), "done"));
        }

        Assert.All(_appliance.Detail(study).Summary.Units, unit => Assert.Equal(("done", true), (unit.State, unit.ResultId is not null)));
        Assert.Equal((seed + 1) * Jobs, _appliance.Scalar<long>("SELECT count(*) FROM results"));
        Assert.Equal((seed + 1) * Jobs, _appliance.Scalar<long>("SELECT count(DISTINCT result_id) FROM outbox"));
        Assert.Equal((seed + 1) * Jobs, Directory.GetDirectories(_appliance.Data.Results).Length);
    }

    private void Step(Random random, List<JobLease> holders, Dictionary<long, long> tokens)
    {
        JobLease? holder = holders.Count == 0 ? null : holders[random.Next(holders.Count)];
        switch (random.Next(10))
        {
            case <= 3:
                if (Lease(tokens) is { } lease)
                {
                    holders.Add(lease);
                }

                break;
            case <= 5 when holder is not null:
                _appliance.Get<JobLeases>().GiveBack(holder.Identity, "died", TimeSpan.Zero, died: true);
                break;
            case 6 when holder is not null:
                _appliance.Get<ResultFiles>().Publish(Scratch(holder), holder.Identity.ResultId);
                break;
            case <= 8 when holder is not null:
                _appliance.Get<ResultCommit>().Commit(holder.Identity, Scratch(holder), "done");
                break;
            case 9:
                _appliance.Restart();
                _appliance.Recover();
                break;
            default:
                break;
        }
    }

    private JobLease? Lease(Dictionary<long, long> tokens)
    {
        JobLease? lease = _appliance.Get<JobLeases>().Lease();
        if (lease is not null)
        {
            Assert.True(lease.Identity.FencingToken > tokens.GetValueOrDefault(lease.Identity.JobId), "A fencing token did not rise.");
            tokens[lease.Identity.JobId] = lease.Identity.FencingToken;
        }

        return lease;
    }

    private string Scratch(JobLease lease)
    {
        string scratch = Path.Combine(_appliance.Data.Scratch, $"{lease.Identity.JobId}-{lease.Identity.FencingToken}");
        return WrittenResult.Write(scratch, lease, _appliance.Get<JobMessageMaker>());
    }
}
