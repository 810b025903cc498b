using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>
/// edgectl model evaluate. What must come of each cohort was computed with scikit-learn, statsmodels and numpy by
/// tools/models/evaluation_references.py, and of masks with pydicom and numpy by Evaluate/masks.py.
/// </summary>
public sealed class EvaluateTests : IDisposable
{
    private const double Close = 1e-9;
    private const string Label = "nodule";

    private readonly TemporaryFolder _folder = new();

    private static JsonNode Cohorts { get; } = JsonNode.Parse(File.ReadAllText(
        Path.Combine(Checkout.Root, "tests", "Edge.EndToEnd.Tests", "Evaluate", "cohort.json")))!["cohorts"]!;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("many ties")]
    [InlineData("fine scores")]
    [InlineData("few")]
    [InlineData("perfect")]
    [InlineData("none with the finding")]
    public async Task Evaluate_Cohort_IsAsScikitLearnAndStatsmodelsSay(string name)
    {
        JsonNode cohort = Cohorts.AsArray().Single(each => each!["name"]!.GetValue<string>() == name)!;
        Write(cohort);

        JsonNode evaluation = await EvaluateAsync();

        JsonNode finding = Assert.Single(evaluation["findings"]!.AsArray())!;
        Compare(cohort["overall"]!, finding["overall"]!);
        foreach (JsonNode? expected in cohort["subgroups"]!.AsArray())
        {
            JsonNode found = finding["subgroups"]!.AsArray().Single(group =>
                group!["attribute"]!.GetValue<string>() == expected!["attribute"]!.GetValue<string>() && group["value"]!.GetValue<string>() == expected["value"]!.GetValue<string>())!;
            Compare(expected!, found["performance"]!);
        }
    }

    [Fact]
    public async Task Evaluate_Page_NeedsNothingFromElsewhereAndSaysWhatCommitteesAsk()
    {
        JsonNode cohort = Cohorts.AsArray()[0]!;
        Write(cohort);
        await EvaluateAsync();

        string page = await File.ReadAllTextAsync(Path.Combine(_folder.Path, "report", "evaluation.html"), TestContext.Current.CancellationToken);

        Assert.DoesNotContain("http:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains("default-src &#39;none&#39;".Replace("&#39;", "'", StringComparison.Ordinal), page, StringComparison.Ordinal);
        Assert.Contains("Borealis &amp; Co", page, StringComparison.Ordinal);
        Assert.Contains("Wilson score", page, StringComparison.Ordinal);
        Assert.Contains("DeLong", page, StringComparison.Ordinal);
        Assert.Contains(new string('b', 64), page, StringComparison.Ordinal);
        System.Xml.Linq.XDocument.Parse(page.Replace("<!DOCTYPE html>", string.Empty, StringComparison.Ordinal).Replace("<meta charset=\"utf-8\">", string.Empty, StringComparison.Ordinal)
            .Replace("initial-scale=1\">", "initial-scale=1\"/>", StringComparison.Ordinal).Replace("'unsafe-inline'\">", "'unsafe-inline'\"/>", StringComparison.Ordinal));
    }

    /// <summary>The true masks and the model's are written by pydicom, and Dice and volumes computed by numpy from what it reads back.</summary>
    [Fact]
    public async Task Evaluate_Masks_GivesTheDiceThatNumpyGives()
    {
        string masks = _folder.Sub("masks");
        Outcome made = await Tool.RunAsync(
            "/usr/bin/python3", "python3-pydicom python3-numpy", [Path.Combine(AppContext.BaseDirectory, "Evaluate", "masks.py"), masks], TestContext.Current.CancellationToken);
        Assert.True(made.ExitCode == 0, made.Errors);
        JsonNode[] expected = [.. JsonNode.Parse(made.Output)!.AsArray().Select(each => each!)];
        var truth = new StringBuilder("sopInstanceUid,nodule,mask:lesion\n");
        foreach (string name in (IEnumerable<string>)[.. expected.Select(each => each["name"]!.GetValue<string>()), "turned", "coarse"])
        {
            string number = Number(name);
            WriteResult(number, ResultOutcome.Completed, null, [Found(0.9, 0.5), Lesion], MaskOf(masks, name, number));
            truth.Append(CultureInfo.InvariantCulture, $"2.25.{number},1,masks/{name}-true.dcm\n");
        }

        await File.WriteAllTextAsync(_folder.Path + "/truth.csv", truth.ToString(), TestContext.Current.CancellationToken);

        JsonNode segment = Assert.Single((await EvaluateAsync())["segments"]!.AsArray())!;

        foreach (JsonNode each in expected)
        {
            JsonNode unit = segment["units"]!.AsArray().Single(found => found!["uid"]!.GetValue<string>() == $"2.25.{Number(each["name"]!.GetValue<string>())}")!;
            Assert.Equal(each["dice"] is null, unit["dice"] is null);
            Assert.Equal(each["dice"]?.GetValue<double>() ?? 0, unit["dice"]?.GetValue<double>() ?? 0, Close);
            Assert.Equal(each["madeMl"]!.GetValue<double>(), unit["volumeMl"]!.GetValue<double>(), Close);
            Assert.Equal(each["trueMl"]!.GetValue<double>(), unit["trueVolumeMl"]!.GetValue<double>(), Close);
        }

        double[] dice = [.. expected.Select(each => each["dice"]?.GetValue<double>()).OfType<double>()];
        Assert.Equal(dice.Average(), segment["dice"]!["value"]!.GetValue<double>(), Close);
        Assert.Equal(1, segment["bothEmpty"]!.GetValue<int>());
        Assert.Equal(
            [
                $"2.25.{Number("coarse")}: its pixels are 1.6\\0.7 mm, the model's 0.8\\0.7; masks must lie on the images' own grid",
                $"2.25.{Number("turned")}: its rows and columns run along 0\\1\\0\\1\\0\\0, the model's along 1\\0\\0\\0\\1\\0; masks must lie on the images' own grid",
            ],
            segment["problems"]!.AsArray().Select(problem => problem!.GetValue<string>()).OrderBy(problem => !problem.Contains("pixels", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Evaluate_ExcludedAndMissing_AreCountedWithTheirReasons()
    {
        JsonNode cohort = Cohorts.AsArray().Single(each => each!["name"]!.GetValue<string>() == "few")!;
        Write(cohort);
        WriteResult("900", ResultOutcome.NotApplicable, "Modality is US; the model takes CR, DX.", []);
        WriteResult("901", ResultOutcome.NotApplicable, "Modality is US; the model takes CR, DX.", []);
        WriteResult("902", ResultOutcome.Failed, "Instance 2.25.902 is malformed.", []);
        WriteResult("903", ResultOutcome.Completed, null, [Found(0.9, 0.5)]);
        await File.AppendAllTextAsync(_folder.Path + "/truth.csv", "2.25.904,1,M,50,Acme\n", TestContext.Current.CancellationToken);

        JsonNode found = (await EvaluateAsync())["cohort"]!;

        Assert.Equal(12, found["evaluated"]!.GetValue<int>());
        Assert.Equal(2, found["notApplicable"]![0]!["count"]!.GetValue<int>());
        Assert.Equal("Modality is US; the model takes CR, DX.", found["notApplicable"]![0]!["value"]!.GetValue<string>());
        Assert.Equal(1, found["failed"]![0]!["count"]!.GetValue<int>());
        Assert.Equal("2.25.903", found["withoutTruth"]![0]!.GetValue<string>());
        Assert.Equal("2.25.904", found["withoutResult"]![0]!.GetValue<string>());
    }

    [Theory]
    [InlineData("sopInstanceUid,nodule\n2.25.1,perhaps\n", "'perhaps' of 2.25.1 in column 'nodule'")]
    [InlineData("uid,nodule\n2.25.1,1\n", "one of which must name the unit")]
    [InlineData("sopInstanceUid,nodule\n2.25.1,1\n2.25.1,0\n", "two rows for 2.25.1")]
    [InlineData("sopInstanceUid,nodule\n2.25.1\n", "row 2 has 1 cells")]
    [InlineData("sopInstanceUid,nodule\n\"2.25.1,1\n", "never closed")]
    [InlineData("sopInstanceUid,nodule\n2.25.77,1\n", "No unit has both")]
    [InlineData("", "is empty")]
    public async Task Evaluate_BadTruth_IsExitCode1AndSaysWhere(string truth, string reason)
    {
        WriteResult("1", ResultOutcome.Completed, null, [Found(0.9, 0.5)]);
        await File.WriteAllTextAsync(_folder.Path + "/truth.csv", truth, TestContext.Current.CancellationToken);

        Outcome outcome = await RunAsync();

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(reason, outcome.Errors, StringComparison.Ordinal);
    }

    private static void Compare(JsonNode expected, JsonNode found)
    {
        foreach (string count in (string[])["truePositives", "falsePositives", "falseNegatives", "trueNegatives"])
        {
            Assert.Equal(expected[count]!.GetValue<int>(), found[count]!.GetValue<int>());
        }

        foreach (string share in (string[])["sensitivity", "specificity", "positivePredictiveValue", "negativePredictiveValue"])
        {
            CompareInterval(expected[share], found[share]!["estimate"]);
        }

        CompareInterval(expected["auc"], found["roc"]?["auc"]);
    }

    private static void CompareInterval(JsonNode? expected, JsonNode? found)
    {
        Assert.Equal(expected is null, found is null);
        if (expected is null || found is null)
        {
            return;
        }

        foreach (string limit in (string[])["value", "low", "high"])
        {
            Assert.Equal(expected[limit]!.GetValue<double>(), found[limit]!.GetValue<double>(), Close);
        }
    }

    private static Finding Found(double score, double point) =>
        new(Label, new CodedConcept("27925004", "SCT", "Nodule"), score >= point, score, point, VolumeMl: null);

    private void Write(JsonNode cohort)
    {
        double point = cohort["operatingPoint"]!.GetValue<double>();
        var truth = new StringBuilder("sopInstanceUid,nodule,sex,age,manufacturer\n");
        JsonArray units = cohort["units"]!.AsArray();
        for (int index = 0; index < units.Count; index++)
        {
            JsonNode unit = units[index]!;
            WriteResult(index.ToString(CultureInfo.InvariantCulture), ResultOutcome.Completed, null, [Found(unit["score"]!.GetValue<double>(), point)]);
            truth.Append(CultureInfo.InvariantCulture, $"2.25.{index},{unit["truth"]},{unit["sex"]},{unit["age"]},\"{unit["manufacturer"]}\"\n");
        }

        File.WriteAllText(_folder.Path + "/truth.csv", truth.ToString());
    }

    private static Finding Lesion { get; } = new("lesion", new CodedConcept("52988006", "SCT", "Lesion"), Present: true, Probability: null, OperatingPoint: null, VolumeMl: 1);

    /// <summary>A number for a name, the same in every run.</summary>
    private static string Number(string name) => name.Aggregate(7, (number, letter) => (number * 31 + letter) % 99_991).ToString(CultureInfo.InvariantCulture);

    private ResultObject MaskOf(string masks, string name, string number)
    {
        string file = Path.Combine(_folder.Sub("results/" + number), "segmentation.dcm");
        File.Copy(Path.Combine(masks, $"{name}-made.dcm"), file);
        return new ResultObject(
            "segmentation.dcm", ResultObjectKind.Segmentation, "1.2.840.10008.5.1.4.1.1.66.4", $"2.25.7{number}", $"2.25.8{number}", "1.2.840.10008.1.2.1", new string('f', 64), new FileInfo(file).Length);
    }

    private void WriteResult(string number, ResultOutcome outcome, string? reason, IReadOnlyList<Finding> findings, params IReadOnlyList<ResultObject> objects)
    {
        var document = new ResultDocument
        {
            SchemaVersion = ResultDocument.CurrentSchemaVersion,
            ResultId = number,
            Outcome = outcome,
            Reason = reason,
            Findings = findings,
            Objects = objects,
            Lineage = new Lineage(
                new RuntimeLineage("site", "device", "1.0.0", new string('c', 64), "route", new string('d', 64), null),
                new ResultUnit(UnitKind.Instance, $"2.25.5{number}", $"2.25.6{number}", $"2.25.{number}", 1),
                [],
                new ModelIdentity("lung", "1.2.3", new string('b', 64), new string('e', 64)),
                new EngineUsed("cpu", [], "1.30.0", 2),
                "1.0.0"),
            Timings = new StageTimings(1, 1, 1, 1, 4),
        };
        string directory = _folder.Sub("results/" + number);
        File.WriteAllBytes(Path.Combine(directory, ResultDocument.FileName), JsonSerializer.SerializeToUtf8Bytes(document, EdgeJson.Default.ResultDocument));
    }

    private async Task<JsonNode> EvaluateAsync()
    {
        Outcome outcome = await RunAsync();
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        return JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.Path, "report", "evaluation.json"), TestContext.Current.CancellationToken))!;
    }

    private Task<Outcome> RunAsync() => Tool.RunAsync(
        Checkout.Program("edgectl"),
        "edgectl",
        ["model", "evaluate", "--results", _folder.Path + "/results", "--truth", _folder.Path + "/truth.csv", "--out", _folder.Path + "/report"],
        TestContext.Current.CancellationToken);
}
