using Dapper;
using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Routing;

/// <summary>
/// Remembers what models work on. A model that cannot be read does not say, and a study must be divided then as it was when it could: else
/// units that are done would be taken apart, and run again when it is back.
/// </summary>
internal sealed class ModelKinds(EdgeStore store)
{
    /// <summary>What the latest job of a model was for; null when it never had one.</summary>
    public UnitKind? Last(string model) => store.Read(connection => connection.ExecuteScalar<string?>(
        "SELECT u.kind FROM jobs j JOIN units u ON u.id = j.unit_id WHERE j.model = @model ORDER BY j.id DESC LIMIT 1",
        new { model })) is { } kind
            ? RowNames.Kind(kind)
            : null;
}
