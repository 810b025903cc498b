using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Routing;

/// <summary>Says why each unit of a study goes where it goes, by routing it again as it stands.</summary>
internal sealed class RouteExplainer(EdgeStore store, StudyRouter router)
{
    /// <summary>Explains a study; null when nothing of it is stored.</summary>
    public RouteExplanation? Explain(string studyUid)
    {
        IReadOnlyList<StoredInstance> instances = store.Read(connection => StudyInstances.Routable(connection, studyUid));
        return instances.Count == 0
            ? null
            : new RouteExplanation(studyUid, [.. router.Route(instances).Select(Explain)]);
    }

    private UnitExplanation Explain(RoutedUnit unit) => new(
        unit.Kind,
        unit.SeriesInstanceUid,
        unit.SopInstanceUid,
        unit.Route?.Name,
        unit.Reason ?? $"Route '{unit.Route!.Name}' is the first that matches; it leads to model {unit.Release!.Name} {unit.Release.Version}.",
        [.. router.Routes.Select(route => route.Test(unit.Header))]);
}
