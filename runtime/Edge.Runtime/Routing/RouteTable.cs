using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Runtime.Routing;

/// <summary>The configured routes in the order they are tried: highest priority first, equal ones as the file has them.</summary>
internal sealed class RouteTable
{
    private RouteTable(IReadOnlyList<Route> routes)
    {
        Routes = routes;
        Tags = [.. routes.SelectMany(route => route.Predicates).Select(predicate => predicate.Tag).Concat(UnitUrgency.Tags).Distinct()];
    }

    /// <summary>The routes, first tried first.</summary>
    public IReadOnlyList<Route> Routes { get; }

    /// <summary>Every attribute any route looks at, and those that say how urgent a unit is.</summary>
    public IReadOnlyList<DicomTag> Tags { get; }

    /// <summary>Makes the table of a validated configuration.</summary>
    /// <exception cref="InvalidOperationException">The configuration was not checked.</exception>
    public static RouteTable From(IReadOnlyList<RouteConfig> routes) => new(
    [
        .. routes
            .OrderByDescending(route => route.Priority)
            .Select(route => new Route(route.Name, route.Model, [.. route.When.Select(AttributePredicate.From)], route.Urgency)),
    ]);
}
