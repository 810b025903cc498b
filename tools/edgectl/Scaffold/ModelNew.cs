using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Contracts;
using Edge.Ctl.Appliance;
using Edge.Ctl.Offline;

namespace Edge.Ctl.Scaffold;

/// <summary><c>edgectl model new FILE.onnx --out DIR</c>: begins a release by what the graph says of itself.</summary>
internal static class ModelNew
{
    private const string ModelName = "model.onnx";
    private const int ListedMax = 60;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "An .onnx file. Weights beside it in files of their own are copied too, where they lie in its folder." };
        var output = new Option<string>("--out") { Description = "Folder of the release; it must be empty or not there.", HelpName = "DIR", Required = true };
        var name = new Option<string?>("--name") { Description = "Name of the model: 1 to 64 of a-z 0-9 - (default: after the file).", HelpName = "NAME" };
        var verb = new Command("new", "Begins a release out of an .onnx file: a manifest by its inputs and outputs, with what you must decide marked.") { file, output, name };
        var engine = new EngineOptions(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            string source = Path.GetFullPath(parsed.GetRequiredValue(file));
            if (!File.Exists(source))
            {
                throw new ApplianceException($"{source} is no file.");
            }

            string release = Path.GetFullPath(parsed.GetRequiredValue(output));
            if (Directory.Exists(release) && Directory.EnumerateFileSystemEntries(release).Any())
            {
                throw new ApplianceException($"{release} is not empty. Name another folder: what is there is not overwritten.");
            }

            using var scratch = new ScratchFolder();
            ConfigureMessage configure = engine.Configure(parsed, [Path.GetDirectoryName(source)!], scratch.Path);
            ModelDescription graph = await DescribeAsync(engine.Program(parsed), configure, source, cancellation);
            GraphGuess guess = GraphGuess.Of(graph)
                ?? throw new ApplianceException($"{source} takes {Words(graph.Inputs)} and gives {Words(graph.Outputs)}: no input has the four axes of an image or the five of a volume.");
            string model = parsed.GetValue(name) ?? NameOf(source);
            Write(release, source, ScaffoldManifest.Write(model, graph, guess), model, guess);
            Console.WriteLine($"{source} takes {Words(graph.Inputs)} and gives {Words(graph.Outputs)}.");
            Console.WriteLine($"It seems to be a {guess.Kind.ToString().ToLowerInvariant()} of {(guess.Layout.Contains('D', StringComparison.Ordinal) ? "volumes" : "images")}. {release} is begun; to decide:");
            IReadOnlyList<ReleaseProblem> choices = OpenChoices.Find(release);
            foreach (ReleaseProblem open in choices.Take(ListedMax))
            {
                Console.WriteLine($"  {open.File}: {open.Problem}");
            }

            Console.WriteLine(choices.Count > ListedMax ? $"  and {choices.Count - ListedMax} more. Each begins with {OpenChoices.Marker} in its file." : string.Empty);
            Console.WriteLine("docs/models.md leads from here to a verified release. Besides the marked places look at every number in preprocess, postprocess and engine.");
            return 0;
        });
        return verb;
    }

    private static async Task<ModelDescription> DescribeAsync(string program, ConfigureMessage configure, string source, CancellationToken cancellation)
    {
        await using InferenceChild child = await InferenceChild.StartAsync(program, configure, TimeProvider.System, cancellation);
        await child.SendAsync(new DescribeModelMessage(source), cancellation);
        using var late = new CancellationTokenSource(RunJobMessage.ModelLoadMax);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            return await child.ReceiveAsync(either.Token) switch
            {
                ModelDescribedMessage { Description: { } description } => description,
                ModelDescribedMessage refused => throw new ApplianceException($"{source} is no model that runs: {refused.Refusal}"),
                null => throw new ApplianceException($"The inference program {(await child.EndAsync()).InWords} while it read {source}."),
                _ => throw new ApplianceException("The inference program gave another answer."),
            };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ApplianceException($"{source} was not loaded within {RunJobMessage.ModelLoadMax.TotalMinutes} minutes.");
        }
    }

    private static void Write(string release, string source, JsonObject manifest, string model, GraphGuess guess)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(release, "golden"));
            File.Copy(source, Path.Combine(release, ModelName));
            foreach (string weights in Directory.EnumerateFiles(Path.GetDirectoryName(source)!, Path.GetFileName(source) + "*").Where(file => file != source))
            {
                File.Copy(weights, Path.Combine(release, Path.GetFileName(weights)));
            }

            File.WriteAllText(Path.Combine(release, ModelManifest.FileName), manifest.ToJsonString(Indented) + "\n");
            File.WriteAllText(Path.Combine(release, "MODEL_CARD.md"), ScaffoldTexts.Card(model));
            File.WriteAllText(Path.Combine(release, "LICENSE"), ScaffoldTexts.License);
            File.WriteAllText(Path.Combine(release, "golden", GoldenCases.FileName), ScaffoldGolden.Write(guess, manifest).ToJsonString(Indented) + "\n");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ApplianceException($"{release} cannot be written: {exception.Message}", exception);
        }
    }

    private static string NameOf(string source)
    {
        const int LengthMax = 64;
        string name = new([.. Path.GetFileNameWithoutExtension(source).ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-').Take(LengthMax)]);
        return name.Trim('-') is { Length: > 0 } trimmed ? trimmed : "model";
    }

    private static string Words(IReadOnlyList<TensorDescription> tensors) => tensors.Count == 0 ? "nothing" : string.Join(", ", tensors.Select(tensor =>
        $"{tensor.Name} {tensor.ElementType ?? "(no tensor)"} [{string.Join(',', tensor.Dimensions.Select(axis => axis.Size?.ToString(CultureInfo.InvariantCulture) ?? axis.Symbol ?? "?"))}]"));
}
