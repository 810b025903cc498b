namespace Edge.Contracts;

/// <summary>One thing that is wrong with a release.</summary>
/// <param name="File">The file, relative to the release directory.</param>
/// <param name="Problem">Where in it, and what to do.</param>
public sealed record ReleaseProblem(string File, ConfigProblem Problem)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}: {Problem}";
}
