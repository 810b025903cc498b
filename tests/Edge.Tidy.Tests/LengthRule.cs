using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Edge.Tidy.Tests;

/// <summary>One concept, one file: lengths of files and methods.</summary>
internal static class LengthRule
{
    private const int MaxFileLines = 500;
    private const int MaxMethodLines = 70;
    private const int MedianFileLines = 60;
    private const int NinetiethFileLines = 170;

    public static IEnumerable<string> Violations(SourceTree tree) =>
        tree.CSharp.SelectMany(file => LongFile(file).Concat(LongMethods(file))).Concat(Distribution(tree));

    private static IEnumerable<string> LongFile(SourceFile file)
    {
        if (file.LineCount > MaxFileLines)
        {
            yield return $"{file.Path} has {file.LineCount} lines; at most {MaxFileLines}. Split it by concept.";
        }
    }

    private static IEnumerable<string> LongMethods(SourceFile file)
    {
        foreach (SyntaxNode method in file.Nodes<SyntaxNode>().Where(node => node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax))
        {
            FileLinePositionSpan span = method.GetLocation().GetLineSpan();
            int lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
            if (lines > MaxMethodLines)
            {
                yield return $"{file.At(method)} is a method of {lines} lines; at most {MaxMethodLines}.";
            }
        }
    }

    private static IEnumerable<string> Distribution(SourceTree tree)
    {
        int[] lengths = [.. tree.Production.Select(file => file.LineCount).Order()];
        if (lengths.Length == 0)
        {
            yield break;
        }

        int median = lengths[lengths.Length / 2];
        int ninetieth = lengths[lengths.Length * 9 / 10];
        if (median > MedianFileLines)
        {
            yield return $"The median file of production code has {median} lines; at most {MedianFileLines}.";
        }

        if (ninetieth > NinetiethFileLines)
        {
            yield return $"Nine of ten files of production code should have at most {NinetiethFileLines} lines; the limit is at {ninetieth}.";
        }
    }
}
