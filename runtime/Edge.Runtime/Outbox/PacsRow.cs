using System.Text.Json;
using Edge.Contracts;

namespace Edge.Runtime.Outbox;

/// <summary>An object that waits to go to an archive.</summary>
/// <param name="Id">Row; rises in the order of commits.</param>
/// <param name="ResultId">The result it belongs to.</param>
/// <param name="Payload">What it is, as JSON.</param>
/// <param name="Attempts">Times it was not taken.</param>
/// <param name="Unit">Rows with the same go in the order of their ids.</param>
internal sealed record PacsRow(long Id, string ResultId, string Payload, long Attempts, string Unit)
{
    /// <summary>What it is.</summary>
    public ResultObject Object { get; } = JsonSerializer.Deserialize(Payload, EdgeJson.Default.ResultObject)!;
}
