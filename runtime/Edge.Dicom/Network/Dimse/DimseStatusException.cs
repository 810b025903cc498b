using System.Diagnostics.CodeAnalysis;

namespace Edge.Dicom.Network;

/// <summary>A message came whole but cannot be served: its sender is answered with a status, and the association goes on.</summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "Never leaves the library: it becomes the status of a response.")]
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "Without a status there is nothing to answer.")]
internal sealed class DimseStatusException(DicomStatus status, string comment) : Exception(comment)
{
    /// <summary>What to answer.</summary>
    public DimseAnswer Answer { get; } = new(status, comment);
}
