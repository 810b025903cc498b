using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Study;

/// <summary><c>edgectl study complete UID</c>: an operator says that a study is complete, or has a complete one routed again.</summary>
internal static class StudyComplete
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string> uid = StudyArgument.Create();
        return ApplianceVerb.Single(
            new Command(
                "complete", "Says that a study is complete without waiting for its sender's silence. A complete one is routed again; what did not change does not run again.")
            {
                uid,
            },
            (appliance, parsed, cancellation) => appliance.PostAsync(
                $"v1/studies/{Uri.EscapeDataString(parsed.GetRequiredValue(uid))}/complete", EdgeJson.Default.StudyDetail, cancellation),
            EdgeJson.Default.StudyDetail,
            static study => Console.WriteLine(
                $"{study.Summary.StudyInstanceUid} is complete with {study.Summary.Instances} objects: {study.Summary.CompleteReason}."));
    }
}
