using System.Text.Json;
using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>Whether the appliance has done what it owes.</summary>
internal static class Work
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Waits until every one of these studies is complete and each of its units has a result or the reason why none runs. Fails on a quarantined job.</summary>
    public static Task FinishesAsync(Appliance appliance, IEnumerable<string> studyUids, TimeSpan limit, CancellationToken cancellationToken)
    {
        var open = new Queue<string>(studyUids);
        return Poll.UntilAsync(
            async () =>
            {
                while (open.TryPeek(out string? uid))
                {
                    StudySummary study = await StudyAsync(appliance, uid, cancellationToken);
                    UnitSummary? quarantined = study.Units.FirstOrDefault(unit => unit.State == "quarantined");
                    Assert.True(quarantined is null, $"A job was quarantined: {quarantined?.Reason}\nThe end of the log:\n{appliance.LogTail()}");
                    if (study.State != "complete" || study.Units.Count == 0 || study.Units.Any(unit => unit.State is not ("done" or "no-model")))
                    {
                        return $"{open.Count} studies are open; {uid} is {study.State}, its units {string.Join(", ", study.Units.Select(unit => unit.State))}";
                    }

                    open.Dequeue();
                }

                return null;
            },
            Interval,
            limit,
            cancellationToken);
    }

    /// <summary>Compares the results on disk, the truth, with rows and units: one for each revision of a unit. Returns how many there are.</summary>
    public static async Task<int> HasOneResultForEachJobAsync(Appliance appliance, IEnumerable<string> studyUids, CancellationToken cancellationToken)
    {
        Dictionary<string, ResultDocument> documents = Directory.EnumerateDirectories(appliance.Data.Results)
            .ToDictionary(folder => Path.GetFileName(folder), folder => JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, ResultDocument.FileName)), EdgeJson.Default.ResultDocument)!);
        IGrouping<(ResultUnit Unit, string Digest), string>? twice = documents
            .GroupBy(entry => (entry.Value.Lineage.Unit, entry.Value.Lineage.Model.Digest), entry => entry.Key)
            .FirstOrDefault(group => group.Count() > 1);
        Assert.True(twice is null, $"{twice?.Key.Unit} has the results {string.Join(", ", twice ?? Enumerable.Empty<string>())}.");

        foreach ((string name, ResultDocument document) in documents)
        {
            Assert.Equal(name, document.ResultId);
            ResultDocument row = await appliance.GetAsync($"/v1/results/{name}", EdgeJson.Default.ResultDocument, cancellationToken);
            Assert.Equal(document.Lineage.Unit, row.Lineage.Unit);
        }

        foreach (string uid in studyUids)
        {
            StudySummary study = await StudyAsync(appliance, uid, cancellationToken);
            Assert.All(study.Units.Where(unit => unit.State == "done"), unit =>
            {
                ResultUnit found = documents[unit.ResultId!].Lineage.Unit;
                Assert.Equal((unit.SeriesInstanceUid, unit.SopInstanceUid, unit.Revision), (found.SeriesInstanceUid, found.SopInstanceUid, found.Revision));
            });
        }

        return documents.Count;
    }

    private static async Task<StudySummary> StudyAsync(Appliance appliance, string uid, CancellationToken cancellationToken) =>
        (await appliance.GetAsync($"/v1/studies/{uid}", EdgeJson.Default.StudyDetail, cancellationToken)).Summary;
}
