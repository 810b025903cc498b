using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Edge.Contracts;

namespace Edge.Ctl.Infer;

/// <summary>Takes units to their results: looks for one that is there, else runs the unit until it has one.</summary>
/// <param name="job">What every job has in common.</param>
/// <param name="results">Where results go.</param>
/// <param name="child">The inference program.</param>
internal sealed class UnitRunner(CommonJob job, ResultsFolder results, ChildRun child)
{
    /// <summary>Deaths of the program after which a unit is set aside, and tries of a failure that may pass.</summary>
    private const int TriesMax = 3;

    private long _jobs;

    /// <summary>The identity of a unit's inputs: SHA-256 over the lines <c>SOP Instance UID, tab, SHA-256 of the file</c>, sorted.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static string Content(FolderUnit unit)
    {
        IEnumerable<string> lines = unit.Unit.Instances.Select(instance => $"{instance.SopInstanceUid}\t{Hash(instance.Path)}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines.Order(StringComparer.Ordinal)))));
    }

    /// <summary>The result that an earlier run made of these very inputs; null when there is none.</summary>
    public ResultDocument? Find(FolderUnit unit, string content) => results.Find(Id(unit), content, job.ModelDigest);

    /// <summary>Runs a unit.</summary>
    /// <exception cref="Edge.Ctl.Appliance.ApplianceException">The program does not start, or cannot write.</exception>
    public async Task<ResultDocument> RunAsync(FolderUnit unit, string content, CancellationToken cancellationToken)
    {
        _jobs++;
        var note = new UnitNote(unit.Files, unit.Attributes);
        for (int attempt = 1; ; attempt++)
        {
            string scratch = results.NewScratch(_jobs, attempt);
            RunJobMessage message = job.Message(_jobs, attempt, Id(unit), unit.Unit, content, scratch);
            (JobFinishedMessage? finished, string? end) = await child.RunAsync(message, cancellationToken);
            if (finished is not null && (!finished.MayPass || attempt >= TriesMax))
            {
                return results.Commit(scratch, Id(unit), note);
            }

            if (finished is null && attempt >= TriesMax)
            {
                Directory.Delete(scratch, recursive: true);
                return SetAside(unit, content, note, attempt, end!);
            }
        }
    }

    /// <summary>That too is a result, which edgectl writes itself, as an appliance would.</summary>
    private ResultDocument SetAside(FolderUnit unit, string content, UnitNote note, int deaths, string end)
    {
        string scratch = results.NewScratch(_jobs, deaths + 1);
        var document = new ResultDocument
        {
            SchemaVersion = ResultDocument.CurrentSchemaVersion,
            ResultId = Id(unit),
            Outcome = ResultOutcome.Failed,
            Reason = $"Set aside after the inference program ended {deaths} times with it. The last time it {end}. Report it with the model's name and version.",
            Findings = [],
            Lineage = new Lineage(
                job.Lineage(content),
                unit.Identity,
                [.. unit.Unit.Instances.Select(instance => new InputInstance(instance.SopInstanceUid, Hash(instance.Path)))],
                job.Model,
                Engine: null,
                InferenceVersion: null),
            Timings = new StageTimings(0, 0, 0, 0, 0),
        };
        File.WriteAllBytes(Path.Combine(scratch, ResultDocument.FileName), JsonSerializer.SerializeToUtf8Bytes(document, EdgeJson.Default.ResultDocument));
        return results.Commit(scratch, document.ResultId, note);
    }

    private string Id(FolderUnit unit) => ResultId.Compute(job.Device, unit.Identity, job.ModelDigest);

    private static string Hash(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
