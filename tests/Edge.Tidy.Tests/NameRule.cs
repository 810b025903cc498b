using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Edge.Tidy.Tests;

/// <summary>Names say what a thing is: no catch-all types or folders, and a file with one type is called after it.</summary>
internal static partial class NameRule
{
    private static readonly string[] BannedFolders = ["Models", "Interfaces", "Services", "Extensions", "Utils", "Helpers", "Common", "Shared", "Misc"];

    public static IEnumerable<string> Violations(SourceTree tree) =>
        Folders(tree).Concat(tree.CSharp.SelectMany(file => Types(file).Concat(FileName(file))));

    private static IEnumerable<string> Folders(SourceTree tree) =>
        tree.Files.SelectMany(file => file.Folder.Split('/').Where(BannedFolders.Contains).Select(folder => $"{file.Folder} holds a folder named {folder}. Name it after the concept."))
            .Distinct();

    private static IEnumerable<string> Types(SourceFile file) =>
        from type in file.Nodes<BaseTypeDeclarationSyntax>()
        where BannedWord().IsMatch(type.Identifier.Text)
        select $"{file.At(type)} declares {type.Identifier.Text}. Name it after what it does.";

    private static IEnumerable<string> FileName(SourceFile file)
    {
        string[] types =
        [
            .. file.Nodes<BaseTypeDeclarationSyntax>().Where(type => type.Parent is not BaseTypeDeclarationSyntax).Select(type => type.Identifier.Text),
            .. file.Nodes<DelegateDeclarationSyntax>().Where(type => type.Parent is not BaseTypeDeclarationSyntax).Select(type => type.Identifier.Text),
        ];
        string stem = file.Name.Split('.')[0];
        if (types.Length == 1 && types[0] != stem && stem != "Program")
        {
            yield return $"{file.Path} declares {types[0]}. Call the file after its type.";
        }
    }

    [GeneratedRegex("(Utils?|Utilit(y|ies)|Manager|Helpers?|Common|Base)$")]
    private static partial Regex BannedWord();
}
