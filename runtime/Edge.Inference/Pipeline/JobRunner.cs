using Edge.Contracts;
using Edge.Inference.Engine;
using Edge.Inference.Pipeline.Loading;
using Edge.Inference.Results;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Pipeline;

/// <summary>Runs jobs one at a time. Each ends with a result on disk, whatever its outcome.</summary>
/// <param name="models">Loaded releases.</param>
/// <param name="version">Version of this program.</param>
/// <param name="time">Measures stages and ends jobs at their deadline.</param>
/// <param name="memoryBudgetBytes">Memory that the volumes of a job may take, in bytes.</param>
internal sealed class JobRunner(ModelCache models, string version, TimeProvider time, long memoryBudgetBytes = long.MaxValue)
{
    /// <summary>Longest deadline a timer takes: 24 days.</summary>
    private const double DeadlineMaxMs = int.MaxValue;

    /// <summary>Runs a job and writes its result; on return the result survives loss of power.</summary>
    /// <param name="job">The job.</param>
    /// <param name="stageEntered">Told each stage as it begins.</param>
    /// <param name="modelLoaded">Told a model that was loaded for the job; null where nobody asks.</param>
    /// <exception cref="IOException">The result cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The result may not be written.</exception>
    /// <exception cref="SessionHungException">A session was not made in time; the process has to be replaced.</exception>
    public (ResultDocument Result, bool MayPass) Run(RunJobMessage job, Action<string> stageEntered, Action<LoadedModel>? modelLoaded = null)
    {
        long start = time.GetTimestamp();
        (long begun, string stage) = (start, string.Empty);
        ModelIdentity identity = ReleaseGate.NameOnly(job.ModelDirectory, job.ModelDigest);
        LoadedModel? model = null;
        var instances = new List<SourceInstance>();
        var elapsed = new Dictionary<string, TimeSpan>();
        PipelineOutcome outcome;
        var peaks = new StagePeakMemory();
        using var loading = new CancellationTokenSource(RunJobMessage.ModelLoadMax, time);
        try
        {
            // The job's own time counts once its model is there, however long that took on this device.
            model = models.Get(job.ModelDirectory, job.ModelDigest, out identity, out string? refusal, () => Enter(JobStage.Model), loading.Token);
            begun = time.GetTimestamp();
            using var deadline = new CancellationTokenSource(Deadline(job, model), time);
            Enter(JobStage.Load);
            if (model is null)
            {
                // The result still says what it would have been made from.
                _ = SourceReader.Read(job.Unit, instances, deadline.Token);
                outcome = PipelineOutcome.Stopped(StageStop.Failed(refusal!));
            }
            else
            {
                outcome = new UnitPipeline(model, Enter, time) { MemoryBudgetBytes = memoryBudgetBytes }.Run(job.Unit, instances, elapsed, deadline.Token);
            }
        }
        catch (OperationCanceledException)
        {
            outcome = PipelineOutcome.Stopped(Late(stage));
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or NoRungException)
        {
            outcome = PipelineOutcome.Stopped(Refused(stage, exception));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            outcome = PipelineOutcome.Stopped(NoModel(exception));
        }

        using (outcome)
        {
            var objects = new ObjectStage(job, time);
            using CancellationTokenSource deadline = Left(Deadline(job, model), begun);
            StageStop? stop = objects.Run(model, outcome, instances, Enter, deadline.Token);
            Enter(JobStage.Write);
            ResultDocument document = Describe(
                job, identity, model, new UnitOutcome(stop, stop is null ? outcome.Findings : [], instances, elapsed), objects, time.GetElapsedTime(start), peaks);
            ResultFile.Write(job.ScratchDirectory, document);
            model?.Image.Release();
            return (document, stop is { MayPass: true });
        }

        void Enter(string next)
        {
            if (next != stage)
            {
                peaks.Leave(stage);
                if (stage == JobStage.Model && model is not null)
                {
                    modelLoaded?.Invoke(model);
                }

                stage = next;
                stageEntered(next);
            }
        }
    }

    /// <summary>Why a job ends whose time is up.</summary>
    internal static StageStop Late(string stage) => stage == JobStage.Model
        ? StageStop.Unreadable(
            $"The model was not loaded and checked within {RunJobMessage.ModelLoadMax.TotalSeconds} s. If this goes on, use a faster device; edgectl job retry tries again.")
        : StageStop.Failed(
            $"The job passed its deadline in the stage '{stage}'. Raise inference.deadlineSeconds, or run it on a faster device.");

    private static StageStop Refused(string stage, Exception exception) => exception is NoRungException
        ? StageStop.Unreadable(exception.Message)
        : stage == JobStage.Model
        ? StageStop.Unreadable(
            $"ONNX Runtime refused the model: {exception.Message}. If this goes on, free memory or install another release; edgectl job retry tries again.")
        : StageStop.Failed($"ONNX Runtime failed in the stage '{stage}': {exception.Message}. Report this study to the model's maker.");

    private static StageStop NoModel(Exception exception) =>
        StageStop.Unreadable($"The model cannot be read: {exception.Message} Check the disk, then install the release again.");

    /// <summary>Ends what began at a time stamp and has a deadline after that.</summary>
    private CancellationTokenSource Left(TimeSpan deadline, long begun)
    {
        TimeSpan left = deadline - time.GetElapsedTime(begun);
        return new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
    }

    /// <summary>The job's time, or the model's where its manifest says less.</summary>
    private static TimeSpan Deadline(RunJobMessage job, LoadedModel? model)
    {
        double ms = model is null ? job.DeadlineMs : Math.Min(job.DeadlineMs, model.Manifest.Engine.DeadlineSeconds * 1000);
        return TimeSpan.FromMilliseconds(Math.Clamp(ms, 0, DeadlineMaxMs));
    }

    private ResultDocument Describe(
        RunJobMessage job, ModelIdentity identity, LoadedModel? model, UnitOutcome outcome, ObjectStage objects, TimeSpan total, StagePeakMemory peaks)
    {
        JobUnit unit = job.Unit;
        Dictionary<string, TimeSpan> elapsed = outcome.Elapsed;
        return new ResultDocument
        {
            SchemaVersion = ResultDocument.CurrentSchemaVersion,
            ResultId = job.ResultId,
            Outcome = outcome.Outcome,
            Reason = outcome.Stop?.Reason,
            Findings = outcome.Findings,
            Objects = objects.Made,
            Lineage = new Lineage(
                job.Lineage,
                new ResultUnit(unit.Kind, unit.StudyInstanceUid, unit.SeriesInstanceUid, unit.SopInstanceUid, unit.Revision),
                [.. outcome.Instances.Select(instance => new InputInstance(instance.SopInstanceUid, instance.Sha256))],
                identity,
                elapsed.ContainsKey(JobStage.Infer) ? model?.Engine : null,
                version)
            {
                Codecs = CodecLibraries.Loaded(),
            },
            Timings = new StageTimings(
                Milliseconds(elapsed, JobStage.Load),
                Milliseconds(elapsed, JobStage.Preprocess),
                Milliseconds(elapsed, JobStage.Infer),
                Milliseconds(elapsed, JobStage.Postprocess),
                Math.Round(total.TotalMilliseconds, 3))
            {
                ObjectsMs = Math.Round(objects.Elapsed.TotalMilliseconds, 3),
            },
            PeakMemory = peaks.Measured,
        };
    }

    private static double Milliseconds(Dictionary<string, TimeSpan> elapsed, string stage) =>
        Math.Round(elapsed.GetValueOrDefault(stage).TotalMilliseconds, 3);
}
