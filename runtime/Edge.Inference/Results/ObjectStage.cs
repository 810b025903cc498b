using Edge.Contracts;
using Edge.Dicom;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Loading;

namespace Edge.Inference.Results;

/// <summary>The stage of a job that turns findings into DICOM objects.</summary>
/// <param name="job">The job.</param>
/// <param name="time">Measures the stage, and dates objects of a job that has no date.</param>
internal sealed class ObjectStage(RunJobMessage job, TimeProvider time)
{
    private readonly List<ResultObject> _made = [];

    /// <summary>The objects, in the order made; none after a stop.</summary>
    public IReadOnlyList<ResultObject> Made => _made;

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Makes the objects that the manifest asks for, once there are findings.</summary>
    /// <param name="model">The model; null when it was not loaded.</param>
    /// <param name="outcome">What running the unit gave.</param>
    /// <param name="inputs">Every input, in the order used.</param>
    /// <param name="stageEntered">Told the stage when there is something to make.</param>
    /// <param name="deadline">Ends it when the job's time is up.</param>
    /// <returns>Null, or why there is no result: the outcome's own reason, or that an object cannot be made.</returns>
    /// <exception cref="IOException">An object cannot be written.</exception>
    public StageStop? Run(
        LoadedModel? model, PipelineOutcome outcome, IReadOnlyList<SourceInstance> inputs, Action<string> stageEntered, CancellationToken deadline)
    {
        if (outcome.Stop is not null || model is null || outcome.Source is not { } source || model.Manifest.Outputs.Objects.Count == 0)
        {
            return outcome.Stop;
        }

        stageEntered(JobStage.Objects);
        long start = time.GetTimestamp();
        StageStop? stop;
        try
        {
            var context = new ObjectContext
            {
                Uids = new ResultUids(job.ResultId),
                ContentTime = job.ContentTime ?? time.GetLocalNow(),
                Runtime = job.Lineage,
                Unit = job.Unit,
                Manifest = model.Manifest,
                Model = model.Identity,
                Engine = model.Engine,
                Inputs = inputs,
                Source = source,
                Findings = outcome.Findings,
                Segmentations = outcome.Segmentations,
                Replaces = job.Replaces,
                Deadline = deadline,
            };
            stop = ResultObjects.Make(context, job.RejectReplaced, job.ScratchDirectory, _made);
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException or FormatException or DicomFormatException)
        {
            // An attribute that is copied or referred to holds what no object may: the input is at fault.
            stop = StageStop.Failed($"The DICOM objects of the result cannot be made: {exception.Message} Have the study sent again from where it was made.");
        }

        catch (OperationCanceledException)
        {
            stop = JobRunner.Late(JobStage.Objects);
        }

        Elapsed = time.GetElapsedTime(start);
        if (stop is not null)
        {
            _made.ForEach(each => File.Delete(Path.Combine(job.ScratchDirectory, each.File)));
            _made.Clear();
            File.Delete(PreviewFile.PathIn(job.ScratchDirectory));
        }

        return stop;
    }
}
