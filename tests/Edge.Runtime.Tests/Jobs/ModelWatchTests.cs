using Edge.Contracts;
using Edge.Runtime.Jobs;

namespace Edge.Runtime.Tests.Jobs;

public sealed class ModelWatchTests : IDisposable
{
    private readonly TestAppliance _appliance = new(routes: TestAppliance.Route("ct", "double", "Modality", "CT"));

    public ModelWatchTests() => _appliance.AddRelease("double", UnitKind.Series);

    private ModelWatch Watch => _appliance.Get<ModelWatch>();

    [Fact]
    public void Look_NotMarkedAsServing_TellsAgain()
    {
        Assert.Equal(["double"], Watch.Look());
        Assert.Equal(["double"], Watch.Look());
        Watch.Serves("double");
        Assert.Empty(Watch.Look());
    }

    [Fact]
    public void Look_AUnitFoundThatItCannotServe_TellsAgain()
    {
        Watch.Serves("double");
        Watch.CannotServe("double");
        Assert.Equal(["double"], Watch.Look());
    }

    public void Dispose() => _appliance.Dispose();
}
