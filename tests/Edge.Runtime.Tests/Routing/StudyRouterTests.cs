using Edge.Contracts;
using Edge.Dicom;
using Edge.Runtime.Routing;
using Edge.Runtime.Store;

namespace Edge.Runtime.Tests.Routing;

public sealed class StudyRouterTests : IDisposable
{
    private TestAppliance? _appliance;

    [Fact]
    public void Route_SeriesModel_TakesTheWholeSeries()
    {
        Start(TestAppliance.Route("ct", "segmenter", "Modality", "CT")).AddRelease("segmenter", UnitKind.Series);
        _appliance!.Receive("1.1");
        _appliance.Receive("1.2");
        RoutedUnit unit = Assert.Single(Route());
        Assert.Equal((UnitKind.Series, "ct", "segmenter", 2), (unit.Kind, unit.Route!.Name, unit.Release!.Name, unit.Instances.Count));
    }

    [Fact]
    public void Route_InstanceModel_MakesAUnitOfEachThatMatches()
    {
        Start(TestAppliance.Route("dx", "classifier", "ViewPosition", "PA")).AddRelease("classifier", UnitKind.Instance);
        _appliance!.Receive("1.1", more: dataset => dataset.Set(DicomTag.ViewPosition, DicomVR.CS, "PA"));
        _appliance.Receive("1.2", more: dataset => dataset.Set(DicomTag.ViewPosition, DicomVR.CS, "LL"));
        IReadOnlyList<RoutedUnit> units = Route();
        Assert.Equal(["1.1", null], units.Select(unit => unit.SopInstanceUid));
        Assert.StartsWith("1 of the 2 objects of this series: No route matches", units[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Route_EveryObject_GoesToTheFirstRouteThatTakesIt()
    {
        Start(
            TestAppliance.Route("ct", "segmenter", "Modality", "CT", priority: 1),
            TestAppliance.Route("localizer", "classifier", "ImageType", "LOCALIZER", priority: 9));
        _appliance!.AddRelease("segmenter", UnitKind.Series);
        _appliance.AddRelease("classifier", UnitKind.Instance);
        _appliance.Receive("1.1", more: dataset => dataset.Set(DicomTag.ImageType, DicomVR.CS, "ORIGINAL", "PRIMARY", "LOCALIZER"));
        _appliance.Receive("1.2");
        _appliance.Receive("1.3");
        Assert.Equal([("localizer", 1), ("ct", 2)], Route().Select(unit => (unit.Route!.Name, unit.Instances.Count)));
    }

    [Fact]
    public void Route_EqualPriorities_TriesInTheOrderOfTheFile()
    {
        Start(TestAppliance.Route("first", "segmenter", "Modality", "CT"), TestAppliance.Route("second", "segmenter", "Modality", "CT"))
            .AddRelease("segmenter", UnitKind.Series);
        _appliance!.Receive("1.1");
        Assert.Equal("first", Assert.Single(Route()).Route!.Name);
    }

    [Fact]
    public void Route_LocalizerCameFirst_TheMiddleObjectSpeaksForTheSeries()
    {
        Start(TestAppliance.Route("axial", "segmenter", "ImageType", "AXIAL")).AddRelease("segmenter", UnitKind.Series);
        _appliance!.Receive("1.1", more: dataset => dataset.Set(DicomTag.ImageType, DicomVR.CS, "ORIGINAL", "PRIMARY", "LOCALIZER"));
        for (int slice = 2; slice <= 5; slice++)
        {
            _appliance.Receive($"1.{slice}", more: dataset => dataset.Set(DicomTag.ImageType, DicomVR.CS, "ORIGINAL", "PRIMARY", "AXIAL"));
        }

        Assert.Equal(5, Assert.Single(Route()).Instances.Count);
    }

    [Fact]
    public void Route_MiddleHeaderMalformed_TheNextSpeaks()
    {
        Start(TestAppliance.Route("ct", "segmenter", "Modality", "CT")).AddRelease("segmenter", UnitKind.Series);
        _appliance!.Receive("1.1");
        File.WriteAllBytes(_appliance.Receive("1.2"), [1, 2, 3]);
        _appliance.Receive("1.3");
        Assert.Equal("ct", Assert.Single(Route()).Route!.Name);
    }

    [Fact]
    public void Route_NoHeaderReadable_SaysSo()
    {
        Start(TestAppliance.Route("ct", "segmenter", "Modality", "CT")).AddRelease("segmenter", UnitKind.Series);
        File.WriteAllBytes(_appliance!.Receive("1.1"), [1, 2, 3]);
        RoutedUnit unit = Assert.Single(Route());
        Assert.Null(unit.Route);
        Assert.StartsWith("The header cannot be read", unit.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Route_OneFileUnreadable_OthersGoOn()
    {
        Start(TestAppliance.Route("ct", "classifier", "Modality", "CT")).AddRelease("classifier", UnitKind.Instance);
        string gone = _appliance!.Receive("1.1");
        File.Delete(gone);
        Directory.CreateDirectory(gone);
        _appliance.Receive("1.2");
        IReadOnlyList<RoutedUnit> units = Route();
        Assert.Equal(["1.2", null], units.Select(unit => unit.SopInstanceUid));
        Assert.Contains("The header cannot be read: its file cannot be read", units[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Route_NothingMatches_NamesTheNearestRouteWithoutQuotingValues()
    {
        Start(
            new RouteConfig("cxr", 10, "classifier", [
                new PredicateConfig { Attribute = "Modality", In = ["CR", "DX"] },
                new PredicateConfig { Attribute = "BodyPartExamined", EqualTo = "CHEST" },
            ]),
            TestAppliance.Route("ct", "segmenter", "Modality", "CT"));
        _appliance!.Receive("1.1", modality: "DX", more: dataset => dataset.Set(DicomTag.BodyPartExamined, DicomVR.CS, "SECRET"));
        string reason = Assert.Single(Route()).Reason!;
        Assert.Equal(
            "None of 2 routes matches: the nearest, 'cxr', asks that BodyPartExamined equals CHEST. edgectl route explain shows what was found.", reason);
    }

    [Fact]
    public void Route_ModelMissing_SaysSoAndDoesNotFallThrough()
    {
        Start(TestAppliance.Route("ct", "absent", "Modality", "CT", priority: 20), TestAppliance.Route("any", "segmenter", "Modality", "CT"))
            .AddRelease("segmenter", UnitKind.Series);
        _appliance!.Receive("1.1");
        RoutedUnit unit = Assert.Single(Route());
        Assert.Null(unit.Release);
        Assert.Contains("leads to model 'absent', which cannot serve", unit.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Route_FlaggedObject_IsLeftOut()
    {
        Start(TestAppliance.Route("ct", "segmenter", "Modality", "CT")).AddRelease("segmenter", UnitKind.Series);
        _appliance!.Receive("1.1");
        _appliance.Receive("1.2");
        _appliance.Store.Write((connection, transaction) => Dapper.SqlMapper.Execute(
            connection, "UPDATE instances SET flag = 'other content' WHERE sop_instance_uid = '1.2'", transaction: transaction));
        Assert.Equal("1.1", Assert.Single(Assert.Single(Route()).Instances).SopInstanceUid);
    }

    [Fact]
    public void Explain_Study_ShowsEveryRouteAndPredicateWithWhatWasFound()
    {
        Start(TestAppliance.Route("dx", "classifier", "Modality", "DX", priority: 20), TestAppliance.Route("ct", "segmenter", "Modality", "CT"))
            .AddRelease("segmenter", UnitKind.Series);
        _appliance!.Receive("1.1");
        UnitExplanation unit = Assert.Single(_appliance.Get<RouteExplainer>().Explain(TestAppliance.Study)!.Units);
        Assert.Equal("ct", unit.ChosenRoute);
        Assert.Equal("Route 'ct' is the first that matches; it leads to model segmenter 1.0.0.", unit.Reason);
        Assert.Equal([("dx", false), ("ct", true)], unit.Routes.Select(route => (route.Route, route.Matched)));
        Assert.Equal(new PredicateVerdict("Modality equals DX", false, "CT"), Assert.Single(unit.Routes[0].Predicates));
    }

    [Fact]
    public void Explain_UnknownStudy_IsNull() => Assert.Null(Start().Get<RouteExplainer>().Explain("9.9"));

    public void Dispose() => _appliance?.Dispose();

    private TestAppliance Start(params RouteConfig[] routes) => _appliance = new TestAppliance(routes: routes);

    private IReadOnlyList<RoutedUnit> Route() => _appliance!.Get<StudyRouter>().Route(
        _appliance.Get<EdgeStore>().Read(connection => StudyInstances.Routable(connection, TestAppliance.Study)));
}
