namespace Edge.Contracts;

/// <summary>What the update agent has the runtime do, once it has verified a command.</summary>
/// <param name="Id">Which command.</param>
/// <param name="By">Who gave it.</param>
/// <param name="Keys">Ids of the keys that signed it, shortened.</param>
/// <param name="Destination">Of sending again: one destination; null: every one.</param>
public sealed record CommandOrder(string Id, string By, string Keys, string? Destination);

/// <summary>What the runtime says of it.</summary>
/// <param name="Detail">What was done.</param>
public sealed record CommandReport(string Detail);
