namespace Edge.Dicom.Network;

/// <summary>Objects that can be sent over one association.</summary>
/// <typeparam name="T">Whatever stands for an object.</typeparam>
/// <param name="Contexts">Presentation contexts to propose, 1 to 128.</param>
/// <param name="Objects">The objects, in the order given.</param>
public sealed record PlannedAssociation<T>(IReadOnlyList<ProposedContext> Contexts, IReadOnlyList<T> Objects);
