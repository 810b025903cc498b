using System.Text.Json.Nodes;

namespace Edge.Contracts;

/// <summary>What reading a configuration gave: a configuration, or everything that is wrong with it.</summary>
/// <param name="Config">The configuration, with absolute paths; null when there is a problem.</param>
/// <param name="Digest">
/// SHA-256, lower-case hex, of the effective configuration: UTF-8 JSON without white space, members sorted by name (ordinal), overrides applied,
/// paths as written. Null when there is a problem.
/// </param>
/// <param name="Problems">Every problem; empty when there is none.</param>
public sealed record ConfigOutcome(DeviceConfig? Config, string? Digest, IReadOnlyList<ConfigProblem> Problems)
{
    /// <summary>The effective configuration as it is written, paths included; null when there is a problem.</summary>
    public JsonNode? Root { get; init; }

    /// <summary>What the file held, nothing applied; empty where it was not read.</summary>
    public ReadOnlyMemory<byte> File { get; init; }
}
