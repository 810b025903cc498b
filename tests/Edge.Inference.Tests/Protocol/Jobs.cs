using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Inference.Tests.Protocol;

/// <summary>Jobs as the runtime gives them.</summary>
internal static class Jobs
{
    public static readonly RuntimeLineage Lineage = new("site", "device", "1.2.3", new string('c', 64), "route", new string('d', 64), null);

    /// <summary>A job of a release on files.</summary>
    public static RunJobMessage Of(string release, string scratch, IReadOnlyList<string> files, long fencingToken = 1, long jobId = 1, long deadlineMs = 60_000)
    {
        var manifest = System.Text.Json.JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(release, ModelManifest.FileName)), EdgeJson.Default.ModelManifest)!;
        JobInstance[] instances = [.. files.Select(file => new JobInstance(DicomFile.Open(file, DicomReadOptions.Header).Dataset.GetString(DicomTag.SOPInstanceUID)!, file))];
        return new RunJobMessage
        {
            JobId = jobId,
            FencingToken = fencingToken,
            DeadlineMs = deadlineMs,
            ResultId = new string('a', 64),
            Unit = new JobUnit(manifest.Unit, "1.2.3", "1.2.3.4", manifest.Unit == UnitKind.Instance ? instances[0].SopInstanceUid : null, 1, instances),
            ModelDirectory = release,
            ModelDigest = ReleaseDigest.Compute(release),
            ScratchDirectory = scratch,
            Lineage = Lineage,
        };
    }
}
