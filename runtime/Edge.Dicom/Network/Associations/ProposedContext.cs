namespace Edge.Dicom.Network;

/// <summary>A presentation context as the requestor proposes it (PS3.8 9.3.2.2).</summary>
/// <param name="Id">Odd number from 1 to 255, unique in the association.</param>
/// <param name="AbstractSyntax">SOP class UID.</param>
/// <param name="TransferSyntaxes">Transfer syntax UIDs in the requestor's order.</param>
public sealed record ProposedContext(byte Id, string AbstractSyntax, IReadOnlyList<string> TransferSyntaxes);
