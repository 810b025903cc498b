using Edge.Contracts;
using Edge.Runtime.Jobs;
using Edge.Runtime.Results;
using Edge.Runtime.Tests.Jobs;

namespace Edge.Runtime.Tests.Results;

/// <summary>Objects that a process which was taken over might claim: each is refused, and the result with it.</summary>
public sealed class ResultObjectsTests : IDisposable
{
    private readonly TestAppliance _appliance = new(routes: TestAppliance.Route("ct", "double", "Modality", "CT"));

    public ResultObjectsTests()
    {
        _appliance.AddRelease("double", UnitKind.Series);
        _appliance.Receive("1.1");
        _appliance.Recover();
        _appliance.CompleteAndPlan();
    }

    [Theory]
    [InlineData("../../site.key", "1.2.3", 3)]
    [InlineData("/etc/hostname", "1.2.3", 3)]
    [InlineData("result.json", "1.2.3", 3)]
    [InlineData(".hidden", "1.2.3", 3)]
    [InlineData("", "1.2.3", 3)]
    [InlineData("missing.dcm", "1.2.3", 3)]
    [InlineData("link.dcm", "1.2.3", 3)]
    [InlineData("one.dcm", "1.2.3", 4)]
    [InlineData("one.dcm", "not a uid", 3)]
    public void Commit_ObjectThatIsNotThereAsDescribed_IsRefused(string file, string sop, long sizeBytes)
    {
        JobLease lease = _appliance.Get<JobLeases>().Lease()!;
        string scratch = Path.Combine(_appliance.Data.Scratch, "1");
        WrittenResult.Write(
            scratch,
            lease,
            _appliance.Get<JobMessageMaker>(),
            new ResultObject(file, ResultObjectKind.SecondaryCapture, "1.2.840.10008.5.1.4.1.1.7", sop, "1.2.4", "1.2.840.10008.1.2.1", new string('0', 64), sizeBytes));
        File.WriteAllBytes(Path.Combine(scratch, "one.dcm"), [1, 2, 3]);
        File.CreateSymbolicLink(Path.Combine(scratch, "link.dcm"), Path.Combine(scratch, "one.dcm"));
        Assert.Throws<InvalidDataException>(() => _appliance.Get<ResultCommit>().Commit(lease.Identity, scratch, "done"));
        Assert.Equal(0, _appliance.Scalar<long>("SELECT count(*) FROM results"));
    }

    public void Dispose() => _appliance.Dispose();
}
