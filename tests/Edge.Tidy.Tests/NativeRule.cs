using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Edge.Tidy.Tests;

/// <summary>A third-party library is known in one place: its types and its functions stay inside the folder for them.</summary>
internal static class NativeRule
{
    private static readonly Dictionary<string, string> HomeOfLibrary = new()
    {
        ["libc"] = "",
        ["libcrypto"] = "runtime/Edge.Releases/Libcrypto/",
        ["libmosquitto"] = "runtime/Edge.Mqtt/",
        ["libonnxruntime"] = "runtime/Edge.Inference/OnnxRuntime/",
        ["libturbojpeg"] = "runtime/Edge.Dicom/Codecs/Native/",
        ["libcharls"] = "runtime/Edge.Dicom/Codecs/Native/",
        ["libopenjp2"] = "runtime/Edge.Dicom/Codecs/Native/",
    };

    private static readonly Dictionary<string, string[]> HomesOfNamespace = new()
    {
        ["Microsoft.Data.Sqlite"] = ["runtime/Edge.Runtime/", "updater/Edge.Updater/Journal/"],
        ["SQLitePCL"] = ["runtime/Edge.Runtime/Store/", "updater/Edge.Updater/Journal/"],
        ["Dapper"] = ["runtime/Edge.Runtime/", "updater/Edge.Updater/Journal/"],
        ["Spectre.Console"] = ["tools/edgectl/"],
    };

    public static IEnumerable<string> Violations(SourceTree tree) =>
        tree.Production.SelectMany(file => Imports(file).Concat(Usings(file)).Concat(Codecs(file)));

    private static IEnumerable<string> Imports(SourceFile file)
    {
        Dictionary<string, string> constants = file.Nodes<VariableDeclaratorSyntax>()
            .Where(variable => variable.Initializer?.Value is LiteralExpressionSyntax)
            .DistinctBy(variable => variable.Identifier.Text)
            .ToDictionary(variable => variable.Identifier.Text, variable => Literal((LiteralExpressionSyntax)variable.Initializer!.Value));
        foreach (AttributeSyntax attribute in file.Nodes<AttributeSyntax>().Where(attribute => attribute.Name.ToString() is "LibraryImport" or "DllImport"))
        {
            ExpressionSyntax? argument = attribute.ArgumentList?.Arguments.FirstOrDefault()?.Expression;
            string library = argument is LiteralExpressionSyntax literal ? Literal(literal) : constants.GetValueOrDefault(argument?.ToString() ?? "", argument?.ToString() ?? "");
            string? home = HomeOfLibrary.GetValueOrDefault(library.Split('.')[0]);
            if (library.Contains('.', StringComparison.Ordinal) || library.StartsWith("lib", StringComparison.Ordinal))
            {
                if (home is null || !file.Path.StartsWith(home, StringComparison.Ordinal))
                {
                    yield return $"{file.At(attribute)} imports {library}" + (home is null ? ", which no folder is named for." : $"; only {home} may.");
                }
            }
        }
    }

    private static IEnumerable<string> Usings(SourceFile file) =>
        from directive in file.Nodes<UsingDirectiveSyntax>()
        from homes in HomesOfNamespace
        let name = directive.NamespaceOrType.ToString()
        where name == homes.Key || name.StartsWith(homes.Key + ".", StringComparison.Ordinal)
        where !homes.Value.Any(home => file.Path.StartsWith(home, StringComparison.Ordinal))
        select $"{file.At(directive)} uses {name}; only {string.Join(" and ", homes.Value)} may.";

    // Codecs crash on hostile pixels: only a process that may die uses them.
    private static IEnumerable<string> Codecs(SourceFile file) =>
        from directive in file.Nodes<UsingDirectiveSyntax>()
        where file.Path.StartsWith("runtime/Edge.Runtime/", StringComparison.Ordinal)
            && directive.NamespaceOrType.ToString().StartsWith("Edge.Dicom.Codecs", StringComparison.Ordinal)
        select $"{file.At(directive)} uses the codecs; the runtime never decodes a pixel.";

    private static string Literal(LiteralExpressionSyntax literal) => literal.Token.ValueText;
}
