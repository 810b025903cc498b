namespace Microsoft.ML.OnnxRuntime;

/// <summary>Nodes that one provider took as one piece when a session was made.</summary>
/// <param name="EpName">Name of the provider, for example <c>CPUExecutionProvider</c>.</param>
/// <param name="Nodes">The nodes; those of the model after the library's first rewriting of the graph.</param>
internal sealed record OrtEpAssignedSubgraph(string EpName, IReadOnlyList<OrtEpAssignedNode> Nodes)
{
    /// <summary>Copies what the library recorded.</summary>
    internal static OrtEpAssignedSubgraph Read(nint subgraph)
    {
        ReadOnlySpan<nint> nodes = OrtApi.GetList(OrtEntry.EpAssignedSubgraph_GetNodes, subgraph);
        var copies = new List<OrtEpAssignedNode>(nodes.Length);
        foreach (nint node in nodes)
        {
            copies.Add(new OrtEpAssignedNode(
                OrtApi.GetText(OrtEntry.EpAssignedNode_GetName, node),
                OrtApi.GetText(OrtEntry.EpAssignedNode_GetDomain, node),
                OrtApi.GetText(OrtEntry.EpAssignedNode_GetOperatorType, node)));
        }

        return new OrtEpAssignedSubgraph(OrtApi.GetText(OrtEntry.EpAssignedSubgraph_GetEpName, subgraph), copies);
    }
}
