using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Edge.Tidy.Tests;

/// <summary>Who may import whom among the projects: project references, and the namespaces that code names.</summary>
internal static class ImportRule
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Edge.Contracts"] = [],
        ["Edge.Dicom"] = [],
        ["Edge.Mqtt"] = [],
        ["Edge.Releases"] = [],
        ["Edge.Runtime"] = ["Edge.Dicom", "Edge.Mqtt", "Edge.Contracts"],
        ["Edge.Inference"] = ["Edge.Dicom", "Edge.Releases", "Edge.Contracts"],
        ["Edge.Updater"] = ["Edge.Releases", "Edge.Mqtt", "Edge.Contracts"],
        ["Edge.Ctl"] = ["Edge.Dicom", "Edge.Mqtt", "Edge.Releases", "Edge.Contracts"],
    };

    /// <summary>The binding keeps the official package's names, so that the package can replace the folder.</summary>
    private static readonly (string Folder, string Namespace) OnnxRuntime = ("runtime/Edge.Inference/OnnxRuntime", "Microsoft.ML.OnnxRuntime");

    public static IEnumerable<string> Violations(SourceTree tree)
    {
        Dictionary<string, string> projects = tree.Files
            .Where(file => file.Name.EndsWith(".csproj", StringComparison.Ordinal) && !file.IsTest)
            .ToDictionary(file => file.Folder, RootName);
        return References(tree).Concat(Namespaces(tree, projects)).Concat(Declarations(tree, projects));
    }

    private static IEnumerable<string> References(SourceTree tree) =>
        from file in tree.Files
        where file.Name.EndsWith(".csproj", StringComparison.Ordinal) && !file.IsTest && Allowed.ContainsKey(RootName(file))
        from reference in XDocument.Parse(file.Text).Descendants("ProjectReference")
        let target = Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!)
        where !Allowed[RootName(file)].Contains(target)
        select $"{file.Path} references {target}; {RootName(file)} may import only {Listed(Allowed[RootName(file)])}.";

    private static IEnumerable<string> Namespaces(SourceTree tree, Dictionary<string, string> projects) =>
        from file in tree.Production
        let own = Owner(projects, file)
        where own is not null && Allowed.ContainsKey(own)
        from name in NamesIn(file)
        let target = Allowed.Keys.FirstOrDefault(project => IsUnder(name.Text, project))
        where target is not null && target != own && !Allowed[own].Contains(target)
        select $"{file.At(name.Node)} uses {name.Text}; {own} may import only {Listed(Allowed[own])}.";

    private static IEnumerable<string> Declarations(SourceTree tree, Dictionary<string, string> projects) =>
        from file in tree.Production
        let own = Owner(projects, file)
        where own is not null
        from declared in file.Nodes<BaseNamespaceDeclarationSyntax>()
        where !IsUnder(declared.Name.ToString(), own) && !(file.Folder.StartsWith(OnnxRuntime.Folder, StringComparison.Ordinal) && IsUnder(declared.Name.ToString(), OnnxRuntime.Namespace))
        select $"{file.At(declared)} declares the namespace {declared.Name} in the project {own}.";

    /// <summary>Using directives, and qualified names that begin with "Edge.".</summary>
    private static IEnumerable<(SyntaxNode Node, string Text)> NamesIn(SourceFile file) =>
        file.Nodes<UsingDirectiveSyntax>().Where(directive => directive.NamespaceOrType is not null).Select(directive => ((SyntaxNode)directive, directive.NamespaceOrType.ToString()))
            .Concat(file.Nodes<QualifiedNameSyntax>().Where(name => name.Parent is not QualifiedNameSyntax and not UsingDirectiveSyntax and not BaseNamespaceDeclarationSyntax)
                .Select(name => ((SyntaxNode)name, name.ToString())));

    private static string? Owner(Dictionary<string, string> projects, SourceFile file) =>
        projects.FirstOrDefault(project => file.Path.StartsWith(project.Key + "/", StringComparison.Ordinal)).Value;

    private static string RootName(SourceFile project) =>
        (string?)XDocument.Parse(project.Text).Descendants("RootNamespace").FirstOrDefault() ?? Path.GetFileNameWithoutExtension(project.Name);

    private static bool IsUnder(string name, string root) => name == root || name.StartsWith(root + ".", StringComparison.Ordinal);

    private static string Listed(string[] names) => names.Length == 0 ? "no other of ours" : string.Join(", ", names);
}
