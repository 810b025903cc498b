using Edge.Contracts;
using Edge.Releases;
using Edge.Releases.ModelSigning;
using Edge.Updater.Journal;
using Edge.Updater.Slots;

namespace Edge.Updater.Machine;

/// <summary>Checks a release that has come whole: the makers' signature over every file, and that its manifest speaks of this release.</summary>
/// <param name="slots">Where it lies.</param>
/// <param name="trust">Whose signature it must be.</param>
/// <param name="journal">Told the digest.</param>
internal sealed class VerifyStep(ModelSlots slots, SignerTrust trust, UpdateJournal journal)
{
    /// <summary>The act of <see cref="UpdateState.Verifying"/>.</summary>
    public Task<StepResult> RunAsync(UpdateRow update, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        string staging = slots.StagingOf(update.Model, update.ToVersion);
        if (!Directory.Exists(staging))
        {
            return Task.FromResult(StepResult.To(UpdateState.Downloading, "What had come is gone; it is fetched again."));
        }

        try
        {
            _ = ModelSignature.Verify(staging, Path.Combine(staging, ModelSignature.FileName), trust, []);
            RequireManifest(update, staging);
        }
        catch (TrustException refused) when (refused.Failure is not TrustFailure.Store)
        {
            slots.Remove(update.Model, update.ToVersion);
            return Task.FromResult(StepResult.To(UpdateState.Rejected, refused.Message));
        }

        journal.NoteDigest(update.Id, ReleaseDigest.Compute(staging));
        return Task.FromResult(StepResult.To(UpdateState.Staged, "Its signature, files and manifest are right."));
    }

    private static void RequireManifest(UpdateRow update, string staging)
    {
        ModelManifest manifest = ReleaseManifest.Read(staging);
        if (manifest.Name != update.Model || manifest.Version != update.ToVersion)
        {
            throw new TrustException(TrustFailure.Mismatch, $"Its manifest says {manifest.Name} {manifest.Version}.");
        }

        // What would let a release pass without evidence must not come from a slip of its makers.
        var problems = new List<ConfigProblem>();
        ShadowRules.Check(manifest, problems);
        if (problems.Count > 0)
        {
            throw new TrustException(TrustFailure.Malformed, $"Its manifest cannot be used: {problems[0].Path}: {problems[0].Message}");
        }
    }
}
