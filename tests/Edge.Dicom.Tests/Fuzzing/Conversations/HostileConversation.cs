namespace Edge.Dicom.Tests.Fuzzing;

/// <summary>What a hostile peer does with one connection.</summary>
/// <param name="Parts">What it sends, one write after another.</param>
/// <param name="Ending">What it does then.</param>
internal sealed record HostileConversation(IReadOnlyList<byte[]> Parts, HostileEnding Ending);
