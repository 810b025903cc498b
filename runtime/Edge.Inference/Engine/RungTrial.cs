using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Edge.Contracts;
using Edge.Inference.Pipeline;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Engine;

/// <summary>
/// Takes a release through the gates of one rung, in this order: 1. provider, 2. session, 3. nodes, 4. warm-up, 5. golden cases. On an accelerator whatever fails
/// refuses the rung. On the CPU, where every release must run, it refuses the release, or may pass.
/// </summary>
internal sealed class RungTrial(EngineSettings settings, SessionCreation sessions)
{
    /// <summary>Runs the gates.</summary>
    /// <param name="rung">The rung.</param>
    /// <param name="release">The release.</param>
    /// <param name="engineDirectory">Where the engine's files are, or are to be written; null where it has none.</param>
    /// <param name="deadline">Longest that making the session may take.</param>
    /// <param name="gateEntered">Told each gate as it begins.</param>
    /// <param name="cancellationToken">Ends warm-up and golden cases.</param>
    /// <param name="checksGoldenCases">False for looking at those cases themselves.</param>
    /// <exception cref="OnnxRuntimeException">On the CPU: no session, or a run failed, for a reason that may pass.</exception>
    /// <exception cref="SessionHungException">The session was not made in time; the process has to be replaced.</exception>
    /// <exception cref="IOException">A golden case cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller owns what serves, and what does not is disposed here.")]
    public RungOutcome Run(
        EngineRung rung, ReleaseFolder release, string? engineDirectory, TimeSpan deadline, Action<string> gateEntered, CancellationToken cancellationToken,
        bool checksGoldenCases = true)
    {
        var progress = new Progress(gateEntered);
        try
        {
            // 1., 2.
            var shapes = ShapeProfile.Of(release.Manifest);
            if (Open(rung, release, shapes, engineDirectory, deadline, progress, out string? refusal) is not { } network)
            {
                // A provider too may call a graph not implemented: only the CPU's word is about the release.
                return rung.IsAccelerator ? RungOutcome.Refused($"{progress.Gate}: {refusal}") : RungOutcome.RefusedRelease(refusal!);
            }

            // 3. to 5. They may throw, and a session holds threads and memory outside the garbage collector's sight.
            RungOutcome? outcome = null;
            try
            {
                outcome = Check(rung, release, network, shapes, progress, checksGoldenCases, cancellationToken);
                return outcome;
            }
            finally
            {
                if (outcome?.Model is null)
                {
                    network.Dispose();
                }
            }
        }
        catch (OnnxRuntimeException exception) when (rung.IsAccelerator)
        {
            return RungOutcome.Refused($"{progress.Gate}: {exception.Message}");
        }
    }

    private Network? Open(
        EngineRung rung, ReleaseFolder release, ShapeProfile shapes, string? engineDirectory, TimeSpan deadline, Progress progress, out string? refusal)
    {
        using SessionOptions options = settings.ToSessionOptions();
        options.AddSessionConfigEntry(NodeAssignment.RecordKey, "1");
        progress.Enter(Gate.Provider);
        rung.Append(options, rung.Options(settings.Engine, shapes), engineDirectory);
        progress.Enter(Gate.Session);
        return Network.Create(release.Manifest, () => sessions.Create(release.ModelPath, options, deadline), out refusal);
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The caller owns what serves, and what does not is disposed here.")]
    private RungOutcome Check(
        EngineRung rung, ReleaseFolder release, Network network, ShapeProfile shapes, Progress progress, bool checksGoldenCases, CancellationToken cancellationToken)
    {
        // 3.
        progress.Enter(Gate.Nodes);
        double fraction = NodeAssignment.Fraction(network.Session, rung.Provider);
        double least = release.Manifest.Engine.LeastFraction;
        if (rung.IsAccelerator && fraction < least)
        {
            return RungOutcome.Refused(string.Create(
                CultureInfo.InvariantCulture, $"{progress.Gate}: {rung.Provider} took {fraction:P0} of the nodes; the model needs {least:P0}."));
        }

        // 4.
        progress.Enter(Gate.WarmUp);
        WarmUp.Run(network.Session, shapes, rung.IsAccelerator, cancellationToken);

        // 5.
        progress.Enter(Gate.Golden);
        var engine = new EngineUsed(rung.Name, [], OrtEnv.Instance().GetVersionString(), settings.Threads, Math.Round(fraction, 4));
        var model = new LoadedModel(release.Identity, release.Manifest, network, engine, new PipelineImage());
        string? difference = "It was ended.";
        try
        {
            difference = checksGoldenCases ? GoldenCheck.FirstDifference(release.Directory, model, cancellationToken) : null;
        }
        finally
        {
            if (difference is not null)
            {
                model.Image.Dispose();
            }
        }

        return difference is null ? RungOutcome.Passed(model)
            : rung.IsAccelerator ? RungOutcome.Refused($"{progress.Gate}: {difference}")
            : RungOutcome.RefusedRelease(difference);
    }

    /// <summary>The gate that was entered last.</summary>
    private sealed class Progress(Action<string> entered)
    {
        public string Gate { get; private set; } = string.Empty;

        public void Enter(string gate)
        {
            Gate = gate;
            entered(gate);
        }
    }
}
