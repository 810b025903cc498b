using Edge.Contracts;

namespace Edge.Runtime.Routing;

/// <summary>A route ready to test headers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Model">The model it leads to.</param>
/// <param name="Predicates">All must hold.</param>
/// <param name="Urgency">How urgent its jobs are; null: as the objects say.</param>
internal sealed record Route(string Name, string Model, IReadOnlyList<AttributePredicate> Predicates, JobUrgency? Urgency = null)
{
    /// <summary>Tests a header against every predicate.</summary>
    public RouteVerdict Test(InstanceHeader header)
    {
        PredicateVerdict[] verdicts = [.. Predicates.Select(predicate => predicate.Test(header))];
        return new RouteVerdict(Name, Model, Array.TrueForAll(verdicts, verdict => verdict.Held), verdicts);
    }
}
