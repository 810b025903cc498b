using System.Globalization;
using Edge.Runtime.Faults;

namespace Edge.Runtime.Tests.Faults;

public sealed class FaultCatalogueTests
{
    private const string Begin = "<!-- faults: from the catalogue -->\n";
    private const string End = "<!-- end -->\n";

    private static readonly IReadOnlyList<Fault> All = FaultCatalogue.All();

    [Fact]
    public void All_CodesAndNames_AreOneEach()
    {
        Assert.NotEmpty(All);
        Assert.Equal(All.Count, All.Select(fault => fault.Code).Distinct(StringComparer.Ordinal).Count());
        Assert.All(All, fault => Assert.Matches("^[a-z]+(-[a-z]+)*$", fault.Code));
    }

    [Fact]
    public void All_SayWhatItMeansAndWhatToDo() => Assert.All(All, fault =>
    {
        Assert.Contains(fault.Severity, (string[])[Fault.Warning, Fault.Error]);
        Assert.DoesNotContain('.', fault.Title);
        Assert.EndsWith(".", fault.Meaning, StringComparison.Ordinal);
        Assert.EndsWith(".", fault.Action, StringComparison.Ordinal);
    });

    [Fact]
    public void All_AreHiddenByOthersOfTheCatalogue_NeverInACircle()
    {
        Dictionary<string, Fault> known = All.ToDictionary(fault => fault.Code);
        Assert.All(All, fault => Assert.All(fault.HiddenBy, code => Assert.True(known.ContainsKey(code), $"{fault.Code} is hidden by {code}, which there is not.")));
        Assert.All(All, fault => Assert.DoesNotContain(fault.Code, Causes(known, fault).Take(known.Count * known.Count)));
    }

    /// <summary>docs/faults.md says what the catalogue says. To write it anew, run this test with EDGE_WRITE_DOCS=1.</summary>
    [Fact]
    public void Document_IsTheCatalogue()
    {
        string path = Document();
        string text = File.ReadAllText(path);
        int from = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int to = text.IndexOf(End, StringComparison.Ordinal);
        string wanted = string.Concat(All.Select(Section));
        if (Environment.GetEnvironmentVariable("EDGE_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, text[..from] + wanted + text[to..]);
            return;
        }

        Assert.Equal(wanted, text[from..to]);
    }

    private static IEnumerable<string> Causes(Dictionary<string, Fault> known, Fault fault) => fault.HiddenBy.Concat(fault.HiddenBy.SelectMany(code => Causes(known, known[code])));

    private static string Section(Fault fault) =>
        $"### `{fault.Code}`\n\n{fault.Title} ({fault.Severity}). {fault.Meaning}\n\nWhat to do: {fault.Action}\n{Timing(fault)}\n";

    private static string Timing(Fault fault)
    {
        string[] parts =
        [
            .. fault.ShowAfter > TimeSpan.Zero ? [$"Shows after {Seconds(fault.ShowAfter)}."] : Array.Empty<string>(),
            .. fault.ClearAfter > TimeSpan.Zero ? [$"Disappears {Seconds(fault.ClearAfter)} after it has passed."] : Array.Empty<string>(),
            .. fault.HiddenBy.Count > 0 ? [$"Hidden while {string.Join(" or ", fault.HiddenBy.Select(code => $"`{code}`"))} is shown."] : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? "" : $"\n{string.Join(' ', parts)}\n";
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds} s");

    private static string Document()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string file = Path.Combine(at.FullName, "docs", "faults.md");
            if (File.Exists(file))
            {
                return file;
            }
        }

        throw new InvalidOperationException("Run the tests from a checkout.");
    }
}
