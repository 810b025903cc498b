using Edge.Releases.Offers;
using Edge.Releases.Tests.Repository;

namespace Edge.Releases.Tests.Offers;

public sealed class ReleaseOfferTests
{
    private static readonly ReleaseOffer Offer = Ceremony.Terms("1.0.0") with { Counter = 5 };

    [Fact]
    public void RequireInstallable_TheRightDevice_Passes() => Offer.RequireInstallable("jetson-orin-nano", new Version(1, 2), 5);

    [Fact]
    public void WrongDeviceKind_IsRefused() => Refused(TrustFailure.WrongDevice, () => Offer.RequireInstallable("workstation", new Version(1, 2), 0));

    [Fact]
    public void OlderRuntimeThanNeeded_IsRefused() => Refused(TrustFailure.WrongDevice, () => Offer.RequireInstallable("jetson-orin-nano", new Version(1, 1, 99), 0));

    [Fact]
    public void Rollback_CounterBelowTheFloor_IsRefused() => Refused(TrustFailure.Rollback, () => Offer.RequireInstallable("jetson-orin-nano", new Version(2, 0), 6));

    [Fact]
    public void Suspended_IsRefused() =>
        Refused(TrustFailure.WrongDevice, () => (Offer with { SuspendedBecause = "Misses nodules." }).RequireInstallable("jetson-orin-nano", new Version(2, 0), 0));

    [Theory]
    [InlineData("north/*", true)]
    [InlineData("*/*", true)]
    [InlineData("north/ct-?", true)]
    [InlineData("south/*", false)]
    [InlineData("*", false)]
    [InlineData("north", false)]
    public void IsFor_APattern_MatchesSiteAndDevice(string pattern, bool matches) =>
        Assert.Equal(matches, (Offer with { Assigned = [pattern] }).IsFor("north", "ct-1"));

    [Fact]
    public void IsFor_AssignedToNone_IsForNone() => Assert.False(Offer.IsFor("north", "ct-1"));

    [Theory]
    [InlineData("..", "1.0")]
    [InlineData("a/b", "1.0")]
    [InlineData("Chest", "1.0")]
    [InlineData("", "1.0")]
    [InlineData("chest", "..")]
    [InlineData("chest", "1/0")]
    [InlineData("chest", "")]
    public void PathTraversal_NameOrVersionThatLeadsElsewhere_IsRefused(string name, string version) =>
        Refused(TrustFailure.Malformed, () => ReleaseOffer.FolderOf(name, version));

    private static void Refused(TrustFailure failure, Action act) => Assert.Equal(failure, Assert.Throws<TrustException>(act).Failure);
}
