using System.Diagnostics;
using System.Globalization;

namespace Edge.EndToEnd.Tests;

/// <summary>
/// <c>edgectl dicom dump --json</c>: exit 0 with JSON, or exit 1 with one clear error and no JSON; and never more than 64 MiB of resident
/// memory above the file's size.
/// </summary>
public sealed class DumpMemoryTests
{
    private const long MaxExtraBytes = 64L << 20;
    private const int LargestFiles = 20;
    private const int EveryOther = 10;

    [Fact]
    public async Task Dump_FilesMadeToBeLarge_StaysWithin64MiBOfTheirSize()
    {
        using var folder = new TemporaryFolder();
        string script = Path.Combine(AppContext.BaseDirectory, "Dump", "make_large.py");
        Outcome made = await Tool.RunAsync("/usr/bin/python3", "python3", [script, folder.Path], TestContext.Current.CancellationToken);
        Assert.True(made.ExitCode == 0, made.Errors);
        string[] files = made.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(15, files.Length);
        foreach (Cost cost in await MeasureAsync(files))
        {
            bool mustBeRefused = Path.GetFileName(cost.File).StartsWith("refused", StringComparison.Ordinal);
            Assert.True(cost.ExitCode == (mustBeRefused ? 1 : 0), cost.ToString());
        }
    }

    [Fact]
    public async Task Dump_SharedFiles_StaysWithin64MiBOfTheirSize()
    {
        Assert.SkipWhen(Checkout.SharedData is null, "no test material: ../shared/data is not beside the repository and EDGE_SHARED is not set");
        string[] real = Directory.GetFiles(Path.Combine(Checkout.SharedData, "dicom"), "*", SearchOption.AllDirectories);
        IEnumerable<string> hostile = Directory.GetFiles(Path.Combine(Checkout.SharedData, "hostile-files"), "*.dcm");
        FileInfo[] bySize = [.. real.Select(path => new FileInfo(path)).OrderByDescending(file => file.Length)];
        int step = Checkout.Number("EDGE_DUMP_EVERY", EveryOther);
        IEnumerable<string> chosen = bySize.Where((_, index) => index < LargestFiles || index % step == 0).Select(file => file.FullName)
            .Concat(hostile.Order(StringComparer.Ordinal).Where((path, index) => index % step == 0 || path.Contains("bomb", StringComparison.Ordinal)));
        Assert.NotEmpty(await MeasureAsync([.. chosen]));
    }

    private static async Task<Cost[]> MeasureAsync(string[] files)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Dump", "peak_memory.py");
        string[] arguments = [script, Path.GetFullPath(Checkout.Program("edgectl")), "dicom", "dump", "--json"];
        using Process process = Tool.Start("/usr/bin/python3", "python3", arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(string.Join('\n', files) + "\n");
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        Cost[] costs = [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Cost.Parse)];
        Assert.Equal(files.Length, costs.Length);
        foreach (Cost cost in costs)
        {
            Assert.True(cost.PeakBytes - new FileInfo(cost.File).Length <= MaxExtraBytes, cost.ToString());
            bool isOutcome = cost.ExitCode == 0 ? cost.OutputBytes > 0 && cost.Error.Length == 0 : cost.ExitCode == 1 && cost.OutputBytes == 0 && cost.Error.Contains("malformed", StringComparison.Ordinal);
            Assert.True(isOutcome, cost.ToString());
        }

        return costs;
    }

    private sealed record Cost(long PeakBytes, int ExitCode, long OutputBytes, string File, string Error)
    {
        public static Cost Parse(string line)
        {
            string[] cells = line.Split('\t');
            CultureInfo invariant = CultureInfo.InvariantCulture;
            return new Cost(long.Parse(cells[0], invariant) * 1024, int.Parse(cells[1], invariant), long.Parse(cells[2], invariant), cells[3], cells[4]);
        }
    }
}
