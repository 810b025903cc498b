using Edge.Releases.Tuf.Metadata;

namespace Edge.Releases.Tuf;

/// <summary>The search for a target through delegations: pre-order, depth first, in order of appearance (TUF 1.0.34 §5.6.7).</summary>
/// <param name="targetPath">The target.</param>
/// <param name="visitMax">Roles visited at most.</param>
internal sealed class DelegationSearch(string targetPath, int visitMax)
{
    /// <summary>Searches.</summary>
    /// <param name="top">The top-level targets.</param>
    /// <param name="load">Loads a role on the word of its delegator, or throws, which ends the search.</param>
    /// <returns>Null when the target is not found.</returns>
    public async Task<TargetFile?> RunAsync(TargetsMetadata top, Func<string, IDelegator, Task<TargetsMetadata>> load)
    {
        var visited = new HashSet<string>();
        var waiting = new Stack<(string Role, IDelegator? Delegator)>();
        waiting.Push((RoleNames.Targets, null));
        while (waiting.TryPop(out var next) && visited.Count < visitMax)
        {
            // §5.6.7.1: a role visited before is skipped, so that cycles end.
            if (!visited.Add(next.Role))
            {
                continue;
            }

            TargetsMetadata role = next.Delegator is null ? top : await load(next.Role, next.Delegator);
            if (role.Targets.TryGetValue(targetPath, out TargetFile? found))
            {
                return found;
            }

            // §5.6.7.2: only delegations that cover the path; after a terminating one none that was waiting counts.
            Delegation[] covering = [.. role.Delegations.Where(delegation => delegation.Covers(targetPath))];
            int last = Array.FindIndex(covering, delegation => delegation.Terminating);
            if (last >= 0)
            {
                waiting.Clear();
                covering = covering[..(last + 1)];
            }

            foreach (Delegation delegation in covering.Reverse())
            {
                waiting.Push((delegation.Name, role));
            }
        }

        return null;
    }
}
