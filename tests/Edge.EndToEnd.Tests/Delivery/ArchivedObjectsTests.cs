using System.Globalization;
using System.Text.Json.Nodes;
using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>Studies from a scanner through real models to a real archive: what the archive shows and gives back is right to others.</summary>
public sealed class ArchivedObjectsTests : IDisposable
{
    private const double Accuracy = 1e-4;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Studies_OfJapaneseKoreanAndMeasuredPatients_AreInOrthancWithTheirObjectsAndCommitted()
    {
        // 1. An archive that has the studies, and an appliance that gets them.
        (int port, int edgePort) = (OrthancServer.FreePort(), OrthancServer.FreePort());
        JsonObject expected = await SourcesAsync();
        using OrthancServer orthanc = await OrthancServer.StartAsync(_folder.Sub("orthanc"), "ORTHANC", port, "EDGE", edgePort, Cancel);
        await using Appliance appliance = await Appliance.StartAsync(
            Path.Combine(_folder.Path, "data"),
            [
                .. await NumbersModel.InstallAsync(_folder.Sub("models"), Path.Combine(_folder.Path, "in", "numbers"), Numbers(expected), Cancel), "studies.quietSeconds=1", "dicom.aeTitle=EDGE",
                string.Create(CultureInfo.InvariantCulture, $"dicom.listeners.0.port={edgePort}"), Archives.Setting(("orthanc", port, true)),
            ],
            Cancel);
        foreach ((string name, _) in expected)
        {
            string[] files = Directory.GetFiles(Path.Combine(_folder.Path, "in", name));
            await Trial.SendAsync(appliance, files, Cancel);
            using var scanner = Scanner.Start(port, "SCANNER", files);
            Assert.Equal(files.Length, (await scanner.AcknowledgedAsync(Cancel)).Count);
        }

        // 2. What was found, also by the model of several inputs.
        foreach ((string name, JsonNode? study) in expected)
        {
            UnitSummary unit = Assert.Single(await Trial.WaitAsync(appliance, (string)study!["study"]!, Cancel, "done"));
            Assert.True(unit.Outcome == ResultOutcome.Completed, $"{name}: {unit.Reason}");
        }

        ResultSummary result = (await Trial.ResultsAsync(appliance, Cancel)).Single(result => result.StudyInstanceUid == (string)expected["numbers"]!["study"]!);
        Assert.All(Numbers(expected).Zip(result.Findings), pair => Assert.InRange(pair.Second.Value!.Value - pair.First, -Accuracy, Accuracy));
        Assert.Equal(Numbers(expected).Length, result.Findings.Count);

        // 3. Delivered and committed.
        await Poll.UntilAsync(
            async () =>
            {
                IReadOnlyList<OutboxRowView> rows = await appliance.GetAsync("/v1/outbox", EdgeJson.Default.IReadOnlyListOutboxRowView, Cancel);
                return rows.Count == 7 && rows.All(row => row.State == "delivered") ? null : $"{string.Join("; ", rows)}\n{appliance.LogTail()}";
            },
            Interval,
            Limit,
            Cancel);
        Assert.All(
            await appliance.GetAsync("/v1/commitments", EdgeJson.Default.IReadOnlyListCommitmentView, Cancel), asked => Assert.Equal("done", asked.State));

        // 4. What the archive shows.
        await AssertShownAsync(orthanc, expected["japanese"]!, ("CT", 40), ("SEG", 1), ("SR", 1), ("OT", 1));
        await AssertShownAsync(orthanc, expected["korean"]!, ("CR", 1), ("SR", 1), ("OT", 1));
        await AssertShownAsync(orthanc, expected["numbers"]!, ("RG", 1), ("SR", 1), ("OT", 1));
        await AssertGivenBackAsync(orthanc, expected);
    }

    private async Task<JsonObject> SourcesAsync()
    {
        _ = await DemonstrationSet.WriteAsync(Path.Combine(_folder.Path, "set"), Cancel);
        Outcome made = await PythonAsync("archive_sources.py", Path.Combine(_folder.Path, "set"), Path.Combine(_folder.Path, "in"));
        Assert.True(made.ExitCode == 0, made.Errors);
        return JsonNode.Parse(made.Output)!.AsObject();
    }

    /// <summary>The mean that numpy has of the pixels, 18 months, a woman, and rows 0.25 mm apart.</summary>
    private static double[] Numbers(JsonObject expected) => [(double)expected["numbers"]!["mean"]!, 18, 1, 0, 0.25];

    /// <summary>One patient with one study, and the series of the source and of each object under it.</summary>
    private static async Task AssertShownAsync(OrthancServer orthanc, JsonNode expected, params (string Modality, int Instances)[] series)
    {
        JsonNode patient = Assert.Single(await orthanc.FindAsync("Patient", new JsonObject { ["PatientID"] = (string)expected["id"]! }, Cancel))!;
        Assert.Equal((string)expected["patient"]!, (string)patient["MainDicomTags"]!["PatientName"]!);
        Assert.Single(patient["Studies"]!.AsArray());
        JsonArray found = await orthanc.FindAsync("Series", new JsonObject { ["StudyInstanceUID"] = (string)expected["study"]! }, Cancel);
        Assert.Equal(
            series.Order(), found.Select(one => ((string)one!["MainDicomTags"]!["Modality"]!, one["Instances"]!.AsArray().Count)).Order());
    }

    private async Task AssertGivenBackAsync(OrthancServer orthanc, JsonObject expected)
    {
        foreach ((string name, JsonNode? study) in expected)
        {
            string folder = _folder.Sub(Path.Combine("back", name));
            foreach (JsonNode? instance in await orthanc.FindAsync("Instance", new JsonObject { ["StudyInstanceUID"] = (string)study!["study"]! }, Cancel))
            {
                string id = (string)instance!["ID"]!;
                await File.WriteAllBytesAsync(Path.Combine(folder, id + ".dcm"), await orthanc.FileAsync(id, Cancel), Cancel);
            }
        }

        Outcome looked = await PythonAsync("archive_objects.py", Path.Combine(_folder.Path, "back"), expected.ToJsonString());
        Assert.Equal((0, "looked at 49\n", string.Empty), (looked.ExitCode, looked.Output, looked.Errors));
    }

    private static Task<Outcome> PythonAsync(string script, params string[] arguments) => Tool.RunAsync(
        "/usr/bin/python3", "python3-pydicom", [Path.Combine(AppContext.BaseDirectory, "Delivery", script), .. arguments], Cancel);
}
