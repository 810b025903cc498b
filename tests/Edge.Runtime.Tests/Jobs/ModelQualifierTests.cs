using Edge.Contracts;
using Edge.Runtime.Jobs;

namespace Edge.Runtime.Tests.Jobs;

/// <summary>What a trial of a release says: whether the release is at fault, or what failed may pass.</summary>
public sealed class ModelQualifierTests : IDisposable
{
    private readonly TestAppliance _appliance = new(
        TimeProvider.System,
        Path.Combine(AppContext.BaseDirectory, "Jobs", "fake-inference"),
        TestAppliance.Route("ct", "double", "Modality", "CT"));

    [Theory]
    [InlineData("refused", false, "A golden case differs.")]
    [InlineData("may-pass", true, "No memory.")]
    [InlineData("killed", true, "Its process was ended by signal 9 (SIGKILL, as when memory runs out) while it was loaded.")]
    [InlineData("exit", false, "Its process exited with code 3 while it was loaded.")]
    public async Task TryAsync_DoesNotPass_SaysWhetherItMay(string behaviour, bool mayPass, string reason)
    {
        string release = _appliance.AddRelease("double", UnitKind.Series, behaviour: $"{{\"load\": \"{behaviour}\"}}");
        QualifyReport? report = await _appliance.Get<ModelQualifier>().TryAsync("double", "1.0.0", TestContext.Current.CancellationToken);
        Assert.Equal(new QualifyReport(false, reason, ReleaseDigest.Compute(release), mayPass), report);
    }

    public void Dispose() => _appliance.Dispose();
}
