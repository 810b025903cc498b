namespace Edge.Runtime.Faults;

/// <summary>A fault, declared once.</summary>
/// <param name="Code">Stable code, lower-case words with hyphens.</param>
/// <param name="Title">In plain words.</param>
/// <param name="Severity"><c>warning</c>: works, but someone should look; <c>error</c>: does not work.</param>
/// <param name="Action">What to do next.</param>
internal sealed record Fault(string Code, string Title, string Severity, string Action);
