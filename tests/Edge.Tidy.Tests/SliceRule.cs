using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Edge.Tidy.Tests;

/// <summary>Who may import whom among the slices of Edge.Runtime. Its root and Host, which put them together, may import all.</summary>
internal static class SliceRule
{
    private const string Root = "Edge.Runtime";

    /// <summary>Besides these, every slice may import Store, Faults, Audit, Instruments and Settings, and none may import Health or Host.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Store"] = [],
        ["Faults"] = [],
        ["Audit"] = [],
        ["Settings"] = [],
        ["Device"] = [],
        ["Maintenance"] = ["Device"],
        ["Instruments"] = [],
        ["Engines"] = [],
        ["Releases"] = ["Engines"],
        ["Inbox"] = [],
        ["FrontDoor"] = ["Inbox"],
        ["Stow"] = ["Inbox"],
        ["Studies"] = ["Inbox"],
        ["Routing"] = ["Studies", "Releases"],
        ["Results"] = ["Outbox", "Releases", "Inbox"],
        ["Outbox"] = ["Commitment"],
        ["Commitment"] = ["Inbox"],
        ["Telemetry"] = ["Outbox", "Releases", "Device"],
        ["Jobs"] = ["Studies", "Routing", "Results", "Outbox", "Releases", "Engines"],
        ["Shadow"] = ["Jobs", "Results", "Releases", "Device"],
        ["Access"] = [],
        ["Host"] = ["Access", "Inbox", "FrontDoor", "Stow", "Studies", "Routing", "Results", "Outbox", "Commitment", "Telemetry", "Jobs", "Releases", "Engines", "Health", "Device", "Maintenance"],
        ["Health"] = ["Access", "Inbox", "FrontDoor", "Studies", "Routing", "Results", "Outbox", "Commitment", "Telemetry", "Jobs", "Releases", "Engines", "Device", "Maintenance"],
    };

    private static readonly string[] ForAll = ["Store", "Faults", "Audit", "Instruments", "Settings"];

    public static IEnumerable<string> Violations(SourceTree tree) =>
        from file in tree.Production
        where file.Path.StartsWith($"runtime/{Root}/", StringComparison.Ordinal)
        from name in NamesIn(file).Prepend((Node: file.Syntax, Text: ""))
        let slice = file.Path.Split('/') is [_, _, var folder, _, ..] ? folder : null
        where slice is not null
        let trouble = Trouble(slice, name.Text)
        where trouble is not null
        select $"{file.At(name.Node)} {trouble}";

    private static string? Trouble(string slice, string name)
    {
        if (!Allowed.TryGetValue(slice, out string[]? allowed))
        {
            return name.Length == 0 ? $"is in {slice}, which is no slice of the design." : null;
        }

        string? target = Allowed.Keys.FirstOrDefault(other => name == $"{Root}.{other}" || name.StartsWith($"{Root}.{other}.", StringComparison.Ordinal) || name.StartsWith($"{other}.", StringComparison.Ordinal));
        return target is null || target == slice || allowed.Contains(target) || ForAll.Contains(target)
            ? null
            : $"imports {target}; {slice} may import only {string.Join(", ", allowed.Concat(ForAll))}.";
    }

    private static IEnumerable<(SyntaxNode Node, string Text)> NamesIn(SourceFile file) =>
        file.Nodes<UsingDirectiveSyntax>().Where(directive => directive.NamespaceOrType is not null).Select(directive => ((SyntaxNode)directive, directive.NamespaceOrType.ToString()))
            .Concat(file.Nodes<QualifiedNameSyntax>().Where(name => name.Parent is not QualifiedNameSyntax and not UsingDirectiveSyntax and not BaseNamespaceDeclarationSyntax)
                .Select(name => ((SyntaxNode)name, name.ToString())));
}
