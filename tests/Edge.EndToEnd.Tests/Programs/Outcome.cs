namespace Edge.EndToEnd.Tests;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; 128 plus the signal when one ended it.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
internal sealed record Outcome(int ExitCode, string Output, string Errors);
