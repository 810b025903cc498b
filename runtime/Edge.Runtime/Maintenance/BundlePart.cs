namespace Edge.Runtime.Maintenance;

/// <summary>A file of a support bundle that another slice makes. UIDs in it are replaced; it must hold no other patient data.</summary>
/// <param name="Name">Name of the file.</param>
/// <param name="Make">Makes its text.</param>
internal sealed record BundlePart(string Name, Func<string> Make);
