using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Edge.Tidy.Tests;

/// <summary>What is there is finished: no reminders, no stubs, no async void, and a warning is switched off only with a reason.</summary>
internal static partial class FinishedRule
{
    public static IEnumerable<string> Violations(SourceTree tree) =>
        Reminders(tree).Concat(tree.CSharp.SelectMany(file => Stubs(file).Concat(AsyncVoid(file)).Concat(Suppressions(file)))).Concat(BannedSymbols(tree));

    private static IEnumerable<string> Reminders(SourceTree tree) =>
        from file in tree.Files
        where !file.Path.EndsWith(".json", StringComparison.Ordinal) && !file.Path.Contains("/FinishedRule", StringComparison.Ordinal)
        from line in file.Text.Split('\n').Select((text, index) => (text, Number: index + 1))
        let found = Reminder().Match(line.text)
        where found.Success
        select $"{file.Path}:{line.Number} says {found.Value}. Finish it, or say what is missing where users read it.";

    private static IEnumerable<string> Stubs(SourceFile file) =>
        from creation in file.Nodes<ObjectCreationExpressionSyntax>()
        where creation.Type.ToString() == "NotImplementedException"
        select $"{file.At(creation)} is a stub.";

    private static IEnumerable<string> AsyncVoid(SourceFile file) =>
        from method in file.Nodes<MethodDeclarationSyntax>()
        where method.ReturnType.ToString() == "void" && method.Modifiers.Any(modifier => modifier.ValueText == "async")
        select $"{file.At(method)} {method.Identifier.Text} is async void; its exceptions would end the process unseen.";

    private static IEnumerable<string> Suppressions(SourceFile file) =>
        (from pragma in file.Nodes<PragmaWarningDirectiveTriviaSyntax>()
         where pragma.DisableOrRestoreKeyword.ValueText == "disable" && !pragma.ToFullString().Contains("//", StringComparison.Ordinal)
         select $"{file.At(pragma)} disables a warning without saying why (add // reason).")
        .Concat(
            from attribute in file.Nodes<AttributeSyntax>()
            where attribute.Name.ToString() is "SuppressMessage" or "UnconditionalSuppressMessage"
                && attribute.ArgumentList?.Arguments.Any(argument => argument.NameEquals?.Name.Identifier.Text == "Justification") != true
            select $"{file.At(attribute)} suppresses a warning without a Justification.");

    /// <summary>The list of banned symbols reaches every project, and none switches it off.</summary>
    private static IEnumerable<string> BannedSymbols(SourceTree tree)
    {
        foreach (SourceFile file in tree.Files.Where(file => file.Name.EndsWith(".csproj", StringComparison.Ordinal) || file.Name is "Directory.Build.props"))
        {
            if (file.Text.Contains("RS0030", StringComparison.Ordinal))
            {
                yield return $"{file.Path} switches the banned symbols off.";
            }

            if (file.Path == "Directory.Build.props" && !file.Text.Contains("BannedSymbols.txt", StringComparison.Ordinal))
            {
                yield return "Directory.Build.props does not apply BannedSymbols.txt.";
            }

            if (file.Name == "Directory.Build.props" && file.Path != "Directory.Build.props" && !file.Text.Contains("GetPathOfFileAbove", StringComparison.Ordinal))
            {
                yield return $"{file.Path} hides the one above it: import that.";
            }
        }
    }

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Reminder();
}
