using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Edge.Tidy.Tests;

/// <summary>An interface earns its place with two production implementations; a test double is none.</summary>
internal static class InterfaceRule
{
    private const int LeastImplementations = 2;

    public static IEnumerable<string> Violations(SourceTree tree)
    {
        Dictionary<string, int> implementations = tree.Production
            .SelectMany(file => file.Nodes<TypeDeclarationSyntax>())
            .Where(type => type is not InterfaceDeclarationSyntax)
            .SelectMany(type => type.BaseList?.Types.Select(entry => SimpleName(entry.Type)) ?? [])
            .CountBy(name => name)
            .ToDictionary();
        return from file in tree.Production
               from declared in file.Nodes<InterfaceDeclarationSyntax>()
               let count = implementations.GetValueOrDefault(declared.Identifier.Text)
               where count < LeastImplementations
               select $"{file.At(declared)} {declared.Identifier.Text} has {count} production implementations; a class or a delegate would do.";
    }

    private static string SimpleName(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.Text,
        SimpleNameSyntax simple => simple.Identifier.Text,
        _ => type.ToString(),
    };
}
