namespace Edge.Runtime.Faults;

/// <summary>A fault, declared once. What is seen of it each time is its detail, see <see cref="FaultBoard.Raise"/>.</summary>
/// <param name="Code">Stable code, lower-case words with hyphens.</param>
/// <param name="Title">In plain words.</param>
/// <param name="Severity"><see cref="Warning"/>: works, but someone should look; <see cref="Error"/>: does not work.</param>
/// <param name="Meaning">What it means for the patients' studies: what still works, what does not, and when it clears.</param>
/// <param name="Action">What to do next.</param>
internal sealed record Fault(string Code, string Title, string Severity, string Meaning, string Action)
{
    /// <summary>It works, but someone should look.</summary>
    public const string Warning = "warning";

    /// <summary>It does not work.</summary>
    public const string Error = "error";

    /// <summary>Codes of faults that cause this one: while one of them is shown, this one is not.</summary>
    public IReadOnlyList<string> HiddenBy { get; init; } = [];

    /// <summary>How long it must last before it is shown; what passes sooner is never seen.</summary>
    public TimeSpan ShowAfter { get; init; } = TimeSpan.Zero;

    /// <summary>How long it must be gone before it disappears; one that comes back sooner was never gone.</summary>
    public TimeSpan ClearAfter { get; init; } = TimeSpan.Zero;
}
