namespace Edge.Updater.Tests;

/// <summary>How an update goes.</summary>
public enum UpdateCourse
{
    FailsInProbation,
    AgreesInShadow,
    DisagreesInShadow,
}
