using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Edge.Tidy.Tests;

/// <summary>One text file of the repository, by its path from the root with forward slashes.</summary>
/// <param name="Path">Path from the repository root, such as <c>runtime/Edge.Dicom/DicomTag.cs</c>.</param>
/// <param name="Text">The whole text.</param>
internal sealed record SourceFile(string Path, string Text)
{
    private readonly Lazy<CompilationUnitSyntax> _syntax = new(() => CSharpSyntaxTree.ParseText(Text).GetCompilationUnitRoot());

    /// <summary>The syntax tree; only for C# files.</summary>
    public CompilationUnitSyntax Syntax => _syntax.Value;

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    public string Folder => Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.LastIndexOf('/')] : "";

    public bool IsCSharp => Name.EndsWith(".cs", StringComparison.Ordinal);

    public bool IsGenerated => Name.EndsWith(".g.cs", StringComparison.Ordinal);

    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);

    /// <summary>C# that ships: neither generated nor a test.</summary>
    public bool IsProduction => IsCSharp && !IsGenerated && !IsTest;

    /// <summary>Lines as an editor counts them: a final line end starts no further line.</summary>
    public int LineCount => Text.Length == 0 ? 0 : Text.Count(character => character == '\n') + (Text.EndsWith('\n') ? 0 : 1);

    /// <summary>Where <paramref name="node"/> starts, as <c>path:line</c>.</summary>
    public string At(SyntaxNode node) => $"{Path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";

    public IEnumerable<T> Nodes<T>()
        where T : SyntaxNode => Syntax.DescendantNodes(descendIntoTrivia: true).OfType<T>();
}
