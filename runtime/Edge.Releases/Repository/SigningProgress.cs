namespace Edge.Releases.Repository;

/// <summary>How far the signing of a staged role is.</summary>
/// <param name="Done">Keys that have signed, of those that may.</param>
/// <param name="Needed">How many must.</param>
public sealed record SigningProgress(int Done, long Needed)
{
    /// <summary>Whether it can be published.</summary>
    public bool IsComplete => Done >= Needed;
}
