using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Engine;

/// <summary>Which provider runs what, by ONNX Runtime's own record; the list of compiled-in providers says nothing about that.</summary>
internal static class NodeAssignment
{
    /// <summary>Option of a session that keeps the record (onnxruntime_session_options_config_keys.h).</summary>
    public const string RecordKey = "session.record_ep_graph_assignment_info";

    /// <summary>Fraction of a session's nodes that a provider took, 0..1; 1 where there are none.</summary>
    /// <param name="session">A session that was made with <see cref="RecordKey"/>.</param>
    /// <param name="provider">Name of the provider.</param>
    /// <exception cref="OnnxRuntimeException">The record was not kept.</exception>
    public static double Fraction(InferenceSession session, string provider)
    {
        int all = 0;
        int taken = 0;
        foreach (OrtEpAssignedSubgraph subgraph in session.GetEpGraphAssignmentInfo())
        {
            all += subgraph.Nodes.Count;
            taken += subgraph.EpName == provider ? subgraph.Nodes.Count : 0;
        }

        return all == 0 ? 1 : (double)taken / all;
    }
}
