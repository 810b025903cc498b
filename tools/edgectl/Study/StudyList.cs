using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Study;

/// <summary><c>edgectl study list</c>: what came, what ran on it, and why something did not.</summary>
internal static class StudyList
{
    /// <summary>The verb.</summary>
    public static Command Create() => ApplianceVerb.Paged(
        new Command("list", "Lists studies with their units of work, the last to receive an object first."),
        static _ => "v1/studies?",
        EdgeJson.Default.IReadOnlyListStudySummary,
        EdgeJson.Default.StudySummary,
        StudyTable.Write);
}
