namespace Edge.Inference.Confinement;

/// <summary>What is allowed on a file, or on a directory and everything beneath it.</summary>
/// <param name="Path">Absolute path; one that does not exist is passed over.</param>
/// <param name="Access">What is allowed.</param>
internal sealed record LandlockRule(string Path, LandlockAccess Access);
