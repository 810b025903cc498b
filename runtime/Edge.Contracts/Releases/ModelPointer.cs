namespace Edge.Contracts;

/// <summary>The content of <c>STORE/name/pointer.json</c>: which version of a model serves. Replaced atomically.</summary>
/// <param name="Active">Version whose directory serves new jobs.</param>
/// <param name="LastKnownGood">Version to go back to; null before any other has proved itself.</param>
public sealed record ModelPointer(string Active, string? LastKnownGood)
{
    /// <summary>The file's name within a model's directory.</summary>
    public const string FileName = "pointer.json";
}
