using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Edge.Ctl.Appliance;
using Edge.Ctl.Offline;

namespace Edge.Ctl.Evaluate;

/// <summary><c>edgectl model evaluate</c>: results against the truth, as JSON and as a page for a validation committee.</summary>
internal static class EvaluateVerb
{
    private const string JsonName = "evaluation.json";
    private const string PageName = "evaluation.html";
    private const ulong DefaultSeed = 20_240_101;

    private static readonly int[] DefaultAgeBands = [18, 40, 65, 80];

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var results = new Option<string>("--results") { Description = "Folder of results: the --out of edgectl infer, or an appliance's results/.", HelpName = "FOLDER", Required = true };
        var truth = new Option<string>("--truth") { Description = "What is true of each unit: a table as docs/models.md describes it.", HelpName = "CSV", Required = true };
        var output = new Option<string>("--out") { Description = $"Folder for {JsonName} and {PageName}.", HelpName = "FOLDER", Required = true };
        var digest = new Option<string?>("--digest") { Description = "Digest of the model, or how it begins, where there are results of several.", HelpName = "DIGEST" };
        var bands = new Option<int[]>("--age-band")
        {
            Description = $"Years at which a band of ages begins; may be given again (default: {string.Join(", ", DefaultAgeBands)}).",
            HelpName = "YEARS",
        };
        var seed = new Option<ulong>("--seed") { Description = "Seed of bootstrap intervals.", HelpName = "N", DefaultValueFactory = static _ => DefaultSeed };
        Option<bool> json = ApplianceOptions.Json();
        var verb = new Command("evaluate", "Measures a model's results against the truth: what a hospital's validation committee asks for.")
        {
            results, truth, output, digest, bands, seed, json,
        };
        verb.SetAction(parsed =>
        {
            int[] ages = parsed.GetValue(bands) is { Length: > 0 } given ? [.. given.Distinct().Order()] : DefaultAgeBands;
            string version = typeof(EvaluateVerb).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
            var evaluator = new Evaluator(
                ResultCollection.Read(parsed.GetRequiredValue(results), parsed.GetValue(digest)),
                TruthTable.Read(parsed.GetRequiredValue(truth)),
                new Subgroups(ages),
                parsed.GetValue(seed));
            Evaluation evaluation = evaluator.Run(version, TimeProvider.System.GetUtcNow());
            string folder = parsed.GetRequiredValue(output);
            Write(evaluation, folder);
            if (parsed.GetValue(json))
            {
                Listing.WriteJson(evaluation, OfflineJson.Default.Evaluation);
            }
            else
            {
                Print(evaluation);
                Console.WriteLine($"Report: {Path.Combine(folder, PageName)} and {Path.Combine(folder, JsonName)}.");
            }

            return 0;
        });
        return verb;
    }

    private static void Write(Evaluation evaluation, string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, JsonName), JsonSerializer.SerializeToUtf8Bytes(evaluation, OfflineJson.Default.Evaluation));
            File.WriteAllText(Path.Combine(folder, PageName), EvaluationPage.Write(evaluation), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ApplianceException($"{folder} cannot be written: {exception.Message}", exception);
        }
    }

    private static void Print(Evaluation evaluation)
    {
        Cohort cohort = evaluation.Cohort;
        Console.WriteLine(
            $"{evaluation.Model.Name} {evaluation.Model.Version}: {cohort.Evaluated} of {cohort.Results} results evaluated; {cohort.WithoutTruth.Count} without truth, "
            + $"{cohort.WithoutResult.Count} rows of the truth without result.");
        Listing.WriteTable(
            ["Finding", "Units", "With", "Sensitivity", "Specificity", "PPV", "NPV", "AUC"],
            evaluation.Findings.Select(finding => (IReadOnlyList<string?>)
            [
                finding.Label,
                finding.Overall.Units.ToString(CultureInfo.InvariantCulture),
                finding.Overall.Positives.ToString(CultureInfo.InvariantCulture),
                Words(finding.Overall.Sensitivity.Estimate),
                Words(finding.Overall.Specificity.Estimate),
                Words(finding.Overall.PositivePredictiveValue.Estimate),
                Words(finding.Overall.NegativePredictiveValue.Estimate),
                Words(finding.Overall.Roc?.Auc),
            ]));
        foreach (SegmentEvaluation segment in evaluation.Segments)
        {
            Console.WriteLine($"{segment.Label}: Dice {Words(segment.Dice)} of {segment.Units.Count - segment.BothEmpty} units, {segment.Problems.Count} masks could not be compared");
        }
    }

    private static string Words(Interval? interval) => interval is null
        ? "none"
        : string.Create(CultureInfo.InvariantCulture, $"{interval.Value:0.000} ({interval.Low:0.000} to {interval.High:0.000})");
}
