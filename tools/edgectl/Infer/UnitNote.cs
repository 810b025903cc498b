namespace Edge.Ctl.Infer;

/// <summary>The content of <c>unit.json</c> beside a result of <c>edgectl infer</c>: where its unit came from, and what evaluations group it by.</summary>
/// <param name="Files">Its files, below the folder that was read.</param>
/// <param name="Attributes">Attributes of the instance that speaks for it.</param>
internal sealed record UnitNote(IReadOnlyList<string> Files, UnitAttributes Attributes)
{
    /// <summary>The file's name within a result's directory.</summary>
    public const string FileName = "unit.json";
}
