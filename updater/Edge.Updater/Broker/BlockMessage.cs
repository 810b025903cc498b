namespace Edge.Updater.Broker;

/// <summary>An answer to a request for blocks, as it came: nothing of it is trusted.</summary>
/// <param name="Offset">Where it says the block begins.</param>
/// <param name="SizeBytes">What it says the whole file has.</param>
/// <param name="Bytes">The block.</param>
/// <param name="Problem">In place of a block: why there is none; null for a block.</param>
internal sealed record BlockMessage(long Offset, long SizeBytes, ReadOnlyMemory<byte> Bytes, string? Problem);
