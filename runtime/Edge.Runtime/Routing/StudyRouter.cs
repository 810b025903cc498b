using Edge.Contracts;
using Edge.Runtime.Releases;
using Edge.Runtime.Settings;

namespace Edge.Runtime.Routing;

/// <summary>
/// Divides a study into units of work. Routes are tried in order on each series, and every object goes to the first route that takes it:
/// a route to a model that works on instances takes those that match; a route to a model that works on series takes all that are left
/// when the one that speaks for them matches. What no route takes becomes one unit with the reason. A model that cannot serve counts as
/// what it last worked on.
/// </summary>
/// <remarks>
/// The middle object in the order of receipt speaks for a series, because localizers and dose sheets come first or last; where its header
/// cannot be read, the next ones are asked.
/// </remarks>
internal sealed class StudyRouter(Derived<RouteTable> routes, ModelStore models, ModelKinds kinds, DataDirectory data)
{
    /// <summary>Objects one unit may have; a larger one is not run, with that reason.</summary>
    public const int UnitInstancesMax = 20_000;

    private const int SpeakersAskedMax = 8;

    /// <summary>The routes, first tried first.</summary>
    public IReadOnlyList<Route> Routes => routes.Now.Routes;

    /// <summary>Divides a study. The same objects, routes and releases give the same units.</summary>
    /// <param name="instances">Its objects.</param>
    public IReadOnlyList<RoutedUnit> Route(IEnumerable<StoredInstance> instances)
    {
        RouteTable table = routes.Now;
        return
        [
            .. instances
                .GroupBy(instance => instance.SeriesInstanceUid, StringComparer.Ordinal)
                .OrderBy(series => series.Key, StringComparer.Ordinal)
                .SelectMany(series => RouteSeries(table, [.. series.OrderBy(instance => instance.File, StringComparer.Ordinal)])),
        ];
    }

    private List<RoutedUnit> RouteSeries(RouteTable table, IReadOnlyList<StoredInstance> series)
    {
        var units = new List<RoutedUnit>();
        var headers = new Dictionary<long, InstanceHeader>();
        IReadOnlyList<StoredInstance> left = series;
        foreach (Route route in table.Routes)
        {
            ModelState model = models.Active(route.Model);
            if ((model.Release?.Manifest.Unit ?? kinds.Last(route.Model)) == UnitKind.Instance)
            {
                ILookup<bool, StoredInstance> byMatch = left.ToLookup(instance => route.Test(HeaderOf(table, instance, headers)).Matched);
                units.AddRange(byMatch[true].Select(instance => Taken(UnitKind.Instance, [instance], HeaderOf(table, instance, headers), route, model)));
                left = [.. byMatch[false]];
            }
            else if (SpeakerOf(table, left, headers) is var header && route.Test(header).Matched)
            {
                units.Add(Taken(UnitKind.Series, left, header, route, model));
                left = [];
            }

            if (left.Count == 0)
            {
                return units;
            }
        }

        InstanceHeader speaker = SpeakerOf(table, left, headers);
        units.Add(new RoutedUnit(UnitKind.Series, left, speaker, null, null, WhyNone(table, speaker, left.Count, series.Count)));
        return units;
    }

    private static RoutedUnit Taken(UnitKind kind, IReadOnlyList<StoredInstance> instances, InstanceHeader header, Route route, ModelState model)
    {
        if (model.Release is null)
        {
            return new(kind, instances, header, route, null,
                $"Route '{route.Name}' leads to model '{route.Model}', which cannot serve: {model.Problem}. Install the model; the study then runs by itself.");
        }

        return instances.Count > UnitInstancesMax
            ? new(kind, instances, header, route, null, $"It has {instances.Count} objects; at most {UnitInstancesMax} can run as one unit.")
            : new(kind, instances, header, route, model.Release, null);
    }

    /// <summary>The reason quotes no value: it is shown on the page, and a value may say who the patient is.</summary>
    private static string WhyNone(RouteTable table, InstanceHeader speaker, int count, int seriesCount)
    {
        string what = count == seriesCount ? string.Empty : $"{count} of the {seriesCount} objects of this series: ";
        if (table.Routes.Count == 0)
        {
            return what + "No route is configured. Add one to the configuration's routes.";
        }

        if (speaker.Problem is { } problem)
        {
            return what + $"The header cannot be read: {problem}. Have the object sent again.";
        }

        RouteVerdict nearest = table.Routes
            .Select(route => route.Test(speaker))
            .MaxBy(verdict => (double)verdict.Predicates.Count(predicate => predicate.Held) / Math.Max(1, verdict.Predicates.Count))!;
        string wanted = string.Join(" and ", nearest.Predicates.Where(predicate => !predicate.Held).Select(predicate => predicate.Predicate));
        string tried = table.Routes.Count == 1 ? "No route matches: the only one" : $"None of {table.Routes.Count} routes matches: the nearest";
        return $"{what}{tried}, '{nearest.Route}', asks that {wanted}. edgectl route explain shows what was found.";
    }

    private InstanceHeader SpeakerOf(RouteTable table, IReadOnlyList<StoredInstance> instances, Dictionary<long, InstanceHeader> headers)
    {
        int middle = instances.Count / 2;
        InstanceHeader first = HeaderOf(table, instances[middle], headers);
        InstanceHeader header = first;
        for (int asked = 1; header.Problem is not null && asked < Math.Min(SpeakersAskedMax, instances.Count); asked++)
        {
            header = HeaderOf(table, instances[(middle + asked) % instances.Count], headers);
        }

        return header.Problem is null ? header : first;
    }

    private InstanceHeader HeaderOf(RouteTable table, StoredInstance instance, Dictionary<long, InstanceHeader> headers)
    {
        if (!headers.TryGetValue(instance.Id, out InstanceHeader? header))
        {
            header = InstanceHeader.Read(Path.Combine(data.Inbox, instance.File), table.Tags);
            headers.Add(instance.Id, header);
        }

        return header;
    }
}
