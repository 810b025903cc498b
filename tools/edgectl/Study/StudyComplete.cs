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
        Option<string?> data = ApplianceOptions.Data();
        Option<bool> json = ApplianceOptions.Json();
        var command = new Command(
            "complete", "Says that a study is complete without waiting for its sender's silence. A complete one is routed again; what did not change does not run again.")
        {
            uid,
            data,
            json,
        };
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetRequiredValue(uid), parsed.GetValue(data), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string uid, string? data, bool asJson, CancellationToken cancellation)
    {
        using var appliance = new ApplianceClient(data);
        StudyDetail study = await appliance.PostAsync(
            $"v1/studies/{Uri.EscapeDataString(uid)}/complete", EdgeJson.Default.StudyDetail, cancellation);
        if (asJson)
        {
            Listing.WriteJson(study, EdgeJson.Default.StudyDetail);
        }
        else
        {
            Console.WriteLine($"{study.Summary.StudyInstanceUid} is complete with {study.Summary.Instances} objects: {study.Summary.CompleteReason}.");
        }

        return 0;
    }
}
