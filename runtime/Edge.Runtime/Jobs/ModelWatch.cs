using Edge.Runtime.Faults;
using Edge.Runtime.Releases;
using Edge.Runtime.Routing;
using Edge.Runtime.Settings;

namespace Edge.Runtime.Jobs;

/// <summary>Watches the models that routes name: the fault board says which cannot serve, and units that waited for one run when it can.</summary>
internal sealed class ModelWatch(Derived<RouteTable> table, ModelStore models, FaultBoard faults)
{
    private readonly HashSet<string> _serving = new(StringComparer.Ordinal);

    /// <summary>Looks at every model a route names.</summary>
    /// <returns>Those that can serve and are not marked as serving yet; at the first look all that can.</returns>
    public IReadOnlyList<string> Look()
    {
        ModelState[] states = [.. table.Now.Routes.Select(route => route.Model).Distinct(StringComparer.Ordinal).Select(models.Active)];
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
        return [.. states.Where(state => state.Release is not null && !_serving.Contains(state.Name)).Select(state => state.Name)];
    }

    /// <summary>Marks a model as serving: the units that waited for it are asked for again, durably.</summary>
    public void Serves(string model) => _serving.Add(model);

    /// <summary>Takes the mark back: a unit found that the model cannot serve, so that the next look that finds it serving tells.</summary>
    public void CannotServe(string model) => _serving.Remove(model);
}
