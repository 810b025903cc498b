using Edge.Contracts;

namespace Edge.Updater.Machine;

/// <summary>The act of each state that has one.</summary>
internal static class UpdateSteps
{
    /// <summary>Puts them together.</summary>
    public static IReadOnlyDictionary<UpdateState, UpdateStep> Of(
        ApprovalStep approval, DownloadStep download, VerifyStep verify, QualifyStep qualify, ShadowStep shadow, ActivateStep activate, ProbationStep probation) =>
        new Dictionary<UpdateState, UpdateStep>
        {
            [UpdateState.Offered] = approval.RunAsync,
            [UpdateState.Approved] = static (_, _) => Task.FromResult(StepResult.To(UpdateState.Downloading, "Its files are fetched.")),
            [UpdateState.Downloading] = download.RunAsync,
            [UpdateState.Verifying] = verify.RunAsync,
            [UpdateState.Staged] = qualify.PublishAsync,
            [UpdateState.Qualifying] = qualify.TryAsync,
            [UpdateState.Shadow] = shadow.RunAsync,
            [UpdateState.WaitingWindow] = activate.AwaitWindowAsync,
            [UpdateState.Activating] = activate.ActivateAsync,
            [UpdateState.Probation] = probation.RunAsync,
            [UpdateState.RollingBack] = activate.RollBackAsync,
        };
}
