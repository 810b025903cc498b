namespace Edge.Contracts;

/// <summary>One thing that is wrong with a configuration.</summary>
/// <param name="Path">Where, for example <c>dicom.listeners[0].port</c>; <c>$</c> for the whole file.</param>
/// <param name="Message">What is wrong and what to write instead.</param>
public sealed record ConfigProblem(string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Message}";
}
