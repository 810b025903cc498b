using System.CommandLine;
using System.Globalization;
using Edge.Contracts;
using Edge.Ctl.Appliance;
using Edge.Ctl.Offline;

namespace Edge.Ctl.Model;

/// <summary><c>edgectl model verify DIR</c>: the golden cases of a release, stage by stage, and the first stage that diverges.</summary>
internal static class ModelVerify
{
    /// <summary>Longest that one case may take: 10 minutes.</summary>
    private static readonly TimeSpan CaseMax = TimeSpan.FromMinutes(10);

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The release: a folder with manifest.json, model.onnx and golden/." };
        var dump = new Option<string?>("--dump") { Description = "Writes the values of every stage there, as NumPy files.", HelpName = "DIR" };
        Option<bool> json = ApplianceOptions.Json();
        var verb = new Command("verify", "Runs the golden cases of a release stage by stage and names the first stage that diverges.") { folder, dump, json };
        var engine = new EngineOptions(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            string release = Path.GetFullPath(parsed.GetRequiredValue(folder));
            if (!File.Exists(Path.Combine(release, ModelManifest.FileName)))
            {
                throw new ApplianceException($"{release} is no release: it has no {ModelManifest.FileName}. edgectl model new makes one out of an .onnx file.");
            }

            string? dumpTo = parsed.GetValue(dump) is { } named ? Directory.CreateDirectory(named).FullName : null;
            using var scratch = new ScratchFolder();
            ConfigureMessage configure = engine.Configure(parsed, [release], dumpTo ?? scratch.Path);
            ModelVerification found = await RunAsync(engine.Program(parsed), configure, release, dumpTo, cancellation);
            if (parsed.GetValue(json))
            {
                Listing.WriteJson(found, OfflineJson.Default.ModelVerification);
            }
            else
            {
                Write(found);
            }

            return found.Agrees ? 0 : 1;
        });
        return verb;
    }

    private static async Task<ModelVerification> RunAsync(
        string program, ConfigureMessage configure, string release, string? dumpTo, CancellationToken cancellation)
    {
        await using InferenceChild child = await InferenceChild.StartAsync(program, configure, TimeProvider.System, cancellation);
        await child.SendAsync(new VerifyModelMessage(release, dumpTo), cancellation);
        var cases = new List<GoldenCaseReport>();
        while (true)
        {
            using var late = new CancellationTokenSource(RunJobMessage.ModelLoadMax + CaseMax);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
            try
            {
                switch (await child.ReceiveAsync(either.Token))
                {
                    case GoldenCaseMessage golden:
                        cases.Add(golden.Report);
                        break;
                    case ModelVerifiedMessage done:
                        return new ModelVerification(done.Model, done.Engine, done.Refusal, cases);
                    case null:
                        string end = (await child.EndAsync()).InWords;
                        throw new ApplianceException($"The inference program {end} in golden case {cases.Count + 1}: a job of this model would end it as well.");
                }
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new ApplianceException($"Golden case {cases.Count + 1} took longer than {(RunJobMessage.ModelLoadMax + CaseMax).TotalMinutes} minutes and was ended.");
            }
        }
    }

    private static void Write(ModelVerification found)
    {
        foreach (GoldenCaseReport golden in found.Cases)
        {
            Console.WriteLine($"Case '{golden.Case}': {(golden.Diverges is null ? "agrees" : $"DIVERGES first at {golden.Diverges}")}");
            Listing.WriteTable(["Stage", "Shape", "Agrees", "Greatest difference at", "Here", "Expected", "Allowed"], golden.Stages.Select(Row));
            if (golden.Reason is { } reason)
            {
                Console.WriteLine($"At {golden.Diverges}: {reason}");
            }
        }

        if (found.Refusal is { } refusal)
        {
            Console.Error.WriteLine($"edgectl: {found.Model.Name} {found.Model.Version} cannot be verified: {refusal}");
            return;
        }

        int agreeing = found.Cases.Count(golden => golden.Diverges is null);
        int compared = found.Cases.Sum(golden => golden.Stages.Count(stage => stage.Agreement is not null));
        Console.WriteLine(
            $"{found.Model.Name} {found.Model.Version} on {found.Engine?.Rung}: {agreeing} of {found.Cases.Count} golden cases agree; {compared} stages were compared.");
        if (compared == 0)
        {
            Console.WriteLine("The cases say nothing of stages (docs/golden.md): only how each ends, its probes, findings and segments were compared.");
        }
    }

    private static IReadOnlyList<string?> Row(StageReport stage) =>
    [
        stage.Stage,
        string.Join('×', stage.Shape),
        stage.Agreement is not { } agreement ? "not compared" : agreement.Agrees ? "yes" : "NO",
        stage.Agreement?.Greatest?.Where,
        Number(stage.Agreement?.Greatest?.Value),
        Number(stage.Agreement?.Greatest?.Expected),
        Number(stage.Agreement?.Greatest?.Allowed),
    ];

    private static string? Number(double? value) => value?.ToString("G7", CultureInfo.InvariantCulture);
}
