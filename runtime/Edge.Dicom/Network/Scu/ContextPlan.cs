namespace Edge.Dicom.Network;

/// <summary>Makes the presentation contexts for a set of objects: one for each pair of SOP class and transfer syntax.</summary>
public static class ContextPlan
{
    /// <summary>The one context that an echo needs, in the syntax that every peer takes (PS3.5 10.1).</summary>
    public static IReadOnlyList<ProposedContext> Verification { get; } =
        [new ProposedContext(1, ContextNegotiator.Verification, [DicomUid.ImplicitVRLittleEndian])];

    /// <summary>
    /// The contexts for so many objects as fit into one association, in the order given; each distinct pair is one context with one
    /// transfer syntax, so that the peer's answer says for each kind of object whether it can be sent as it is.
    /// </summary>
    /// <typeparam name="T">Whatever stands for an object.</typeparam>
    /// <param name="objects">The objects.</param>
    /// <param name="describe">What each is.</param>
    /// <returns>Groups of objects, each with at most 128 contexts; more than one group only when the objects need more contexts.</returns>
    public static IReadOnlyList<PlannedAssociation<T>> For<T>(IEnumerable<T> objects, Func<T, StoreInstance> describe)
    {
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentNullException.ThrowIfNull(describe);
        var kinds = new Dictionary<(string SopClass, string Syntax), int>();
        var groups = new List<(List<ProposedContext> Contexts, List<T> Objects)>();
        foreach (T item in objects)
        {
            StoreInstance instance = describe(item);
            (string, string) kind = (instance.SopClassUid, instance.TransferSyntaxUid);
            if (!kinds.TryGetValue(kind, out int index))
            {
                index = kinds.Count / PduLimits.MaxPresentationContexts;
                kinds.Add(kind, index);
                if (index == groups.Count)
                {
                    groups.Add(([], []));
                }

                List<ProposedContext> contexts = groups[index].Contexts;
                contexts.Add(new ProposedContext((byte)((2 * contexts.Count) + 1), instance.SopClassUid, [instance.TransferSyntaxUid]));
            }

            groups[index].Objects.Add(item);
        }

        return [.. groups.Select(group => new PlannedAssociation<T>(group.Contexts, group.Objects))];
    }
}
