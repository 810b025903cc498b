using Edge.Runtime.Faults;
using Edge.Runtime.Releases;
using Edge.Runtime.Routing;

namespace Edge.Runtime.Jobs;

/// <summary>Watches the models that routes name: the fault board says which cannot serve, and units that waited for one run when it can.</summary>
internal sealed class ModelWatch(RouteTable table, ModelStore models, FaultBoard faults)
{
    private readonly HashSet<string> _serving = new(StringComparer.Ordinal);

    /// <summary>Looks at every model a route names.</summary>
    /// <returns>Those that can serve and could not at the last look; at the first look all that can.</returns>
    public IReadOnlyList<string> Look()
    {
        ModelState[] states = [.. table.Routes.Select(route => route.Model).Distinct(StringComparer.Ordinal).Select(models.Active)];
        string[] problems = [.. states.Where(state => state.Problem is not null).Select(state => $"{state.Name}: {state.Problem}")];
        if (problems.Length > 0)
        {
            faults.Raise(FaultCatalogue.ModelUnavailable, string.Join("; ", problems) + ".");
        }
        else
        {
            faults.Clear(FaultCatalogue.ModelUnavailable);
        }

        _serving.ExceptWith(states.Where(state => state.Release is null).Select(state => state.Name));
        return [.. states.Where(state => state.Release is not null && _serving.Add(state.Name)).Select(state => state.Name)];
    }
}
