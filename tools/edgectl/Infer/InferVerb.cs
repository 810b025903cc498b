using System.CommandLine;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Edge.Contracts;
using Edge.Ctl.Appliance;
using Edge.Ctl.Offline;

namespace Edge.Ctl.Infer;

/// <summary><c>edgectl infer</c>: a model on a folder of studies, by the path an appliance takes, without one.</summary>
internal sealed class InferVerb
{
    private readonly Option<string> _model = new("--model") { Description = "The release: a folder with manifest.json and model.onnx.", HelpName = "DIR", Required = true };
    private readonly Option<string> _in = new("--in") { Description = "Folder of studies: nested, mixed, with other files between.", HelpName = "FOLDER", Required = true };
    private readonly Option<string> _out = new("--out")
    {
        Description = "Folder for results. What is there is kept: a unit whose inputs and model are the same is not run again.",
        HelpName = "FOLDER",
        Required = true,
    };

    private readonly Option<int> _limit = new("--limit")
    {
        Description = "Runs at most so many units and leaves the others for another run (default: all).",
        HelpName = "N",
        DefaultValueFactory = static _ => int.MaxValue,
    };

    private readonly Option<double?> _deadline = new("--deadline")
    {
        Description = "Longest that one unit may take, in seconds, where the manifest allows more (default: as the manifest says).",
        HelpName = "SECONDS",
    };

    private readonly Option<bool> _retryFailed = new("--retry-failed") { Description = "Runs units again that failed before." };
    private readonly Option<bool> _json = ApplianceOptions.Json();
    private readonly Command _verb;
    private readonly EngineOptions _engine;

    private InferVerb()
    {
        _verb = new Command("infer", "Runs a model on a folder of studies as an appliance would; needs no appliance.")
        {
            _model, _in, _out, _limit, _deadline, _retryFailed, _json,
        };
        _engine = new EngineOptions(_verb);
        _deadline.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is not (null or (> 0 and < 86_400)))
            {
                result.AddError("--deadline must be above 0 and below 86400 seconds.");
            }
        });
        _limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
            {
                result.AddError("--limit must be 0 or more.");
            }
        });
    }

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var infer = new InferVerb();
        infer._verb.SetAction(infer.RunAsync);
        return infer._verb;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        // 1. The model.
        string release = Path.GetFullPath(parsed.GetRequiredValue(_model));
        (ModelManifest manifest, ModelIdentity model) = ReleaseFront.Read(release);

        // 2. Where results go, and what there is to run.
        string input = Path.GetFullPath(parsed.GetRequiredValue(_in));
        string output = Path.GetFullPath(parsed.GetRequiredValue(_out));
        if (!Directory.Exists(input))
        {
            throw new ApplianceException($"{input} is no folder.");
        }

        using var results = ResultsFolder.Open(output);
        await Console.Error.WriteLineAsync($"Reading {input}");
        var folder = StudyFolder.Read(input, output, cancellation);
        IReadOnlyList<FolderUnit> units = UnitDivision.Divide(folder.Instances, manifest.Unit, out int duplicates);
        await Console.Error.WriteLineAsync($"{folder.Instances.Count} instances, {folder.Skipped.Count} files skipped, {units.Count} units for {model.Name} {model.Version}");

        // 3. Each unit to its result.
        DateTimeOffset began = TimeProvider.System.GetUtcNow();
        ConfigureMessage configure = _engine.Configure(parsed, [input, release], results.Scratch);
        var job = new CommonJob(release, model, _engine.Device(parsed), Digest(configure), Version(), Deadline(parsed, manifest));
        var tally = new InferTally();
        bool stopped = false;
        await using (var child = new ChildRun(_engine.Program(parsed), configure, TimeProvider.System))
        {
            try
            {
                var runner = new UnitRunner(job, results, child);
                await new InferRun(runner, tally, parsed.GetValue(_limit), parsed.GetValue(_retryFailed), TimeProvider.System).RunAsync(units, cancellation);
                foreach (string fault in child.Faults)
                {
                    await Console.Error.WriteLineAsync($"edgectl: {fault}");
                }
            }
            catch (OperationCanceledException)
            {
                stopped = true;
            }
        }

        // 4. What came of it.
        InferSummary summary = tally.Summary(model, folder, units.Count, duplicates, began, TimeProvider.System.GetUtcNow());
        results.Write(InferSummary.FileName, JsonSerializer.SerializeToUtf8Bytes(summary, OfflineJson.Default.InferSummary));
        if (parsed.GetValue(_json))
        {
            Listing.WriteJson(summary, OfflineJson.Default.InferSummary);
        }
        else
        {
            InferListing.Write(summary, output);
        }

        return stopped || !summary.IsWell ? 1 : 0;
    }

    private TimeSpan Deadline(ParseResult parsed, ModelManifest manifest) =>
        TimeSpan.FromSeconds(Math.Min(parsed.GetValue(_deadline) ?? double.MaxValue, manifest.Engine.DeadlineSeconds));

    /// <summary>Rungs, threads and engine settings change numbers; folders and memory do not.</summary>
    private static string Digest(ConfigureMessage configure) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        configure with { ReadableDirectories = [], ScratchDirectory = string.Empty, EngineCache = null, MemoryBudgetBytes = null }, EdgeJson.Default.RuntimeMessage)));

    private static string Version() =>
        typeof(InferVerb).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
