namespace Edge.Contracts;

/// <summary>Which results an archive gets, and over how many associations at once.</summary>
/// <param name="Kinds">Kinds of objects; null: all; empty: none.</param>
/// <param name="Models">Names of the models whose results it gets; null: those of all.</param>
/// <param name="Associations">Associations that are open to it at once at most, 1 to 8; null: 2.</param>
public sealed record PacsResultsConfig(IReadOnlyList<ResultObjectKind>? Kinds, IReadOnlyList<string>? Models, int? Associations)
{
    /// <summary>Associations where none are configured: one may be busy with a large object while an urgent one goes over the other.</summary>
    public const int DefaultAssociations = 2;

    /// <summary>Most associations.</summary>
    public const int MaxAssociations = 8;
}
