using System.Text.RegularExpressions;

namespace Edge.Tidy.Tests;

/// <summary>A Dockerfile as its rules see it: instructions with their continuation lines joined, by stage.</summary>
internal sealed partial class ContainerFile
{
    private ContainerFile(IReadOnlyDictionary<string, string> arguments, IReadOnlyList<Stage> stages)
    {
        Arguments = arguments;
        Stages = stages;
    }

    /// <summary>Every ARG with a default, by name.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; }

    public IReadOnlyList<Stage> Stages { get; }

    public static ContainerFile Parse(string text)
    {
        var arguments = new Dictionary<string, string>();
        var stages = new List<Stage>();
        foreach ((string verb, string words) in Instructions(text))
        {
            if (verb == "ARG" && words.Split('=', 2) is [var name, var value])
            {
                arguments[name] = value;
            }

            if (verb == "FROM")
            {
                Match from = FromLine().Match(words);
                string image = Expand(from.Groups["image"].Value, arguments);
                stages.Add(new Stage(from.Groups["name"].Value, image, new List<Instruction>()));
            }
            else if (stages.Count > 0)
            {
                ((List<Instruction>)stages[^1].Instructions).Add(new Instruction(verb, words));
            }
        }

        return new ContainerFile(arguments, stages);
    }

    /// <summary>The stages that an image is made of, from its base on.</summary>
    public IEnumerable<Stage> Chain(string name)
    {
        Stage? stage = Stages.FirstOrDefault(each => each.Name == name);
        return stage is null ? [] : [.. Chain(stage.Image), stage];
    }

    /// <summary>A text with each <c>${NAME}</c> replaced by its default.</summary>
    public string Expand(string text) => Expand(text, Arguments);

    private static string Expand(string text, IReadOnlyDictionary<string, string> arguments) =>
        Variable().Replace(text, match => arguments.GetValueOrDefault(match.Groups[1].Value, match.Value));

    private static IEnumerable<(string Verb, string Words)> Instructions(string text)
    {
        IEnumerable<string> lines = text.Split('\n').Where(line => !line.TrimStart().StartsWith('#'));
        string joined = Continuation().Replace(string.Join('\n', lines), " ");
        return from line in joined.Split('\n')
               where line.Trim().Length > 0
               let parts = line.Trim().Split(' ', 2)
               select (parts[0].ToUpperInvariant(), parts.Length > 1 ? Spaces().Replace(parts[1], " ").Trim() : "");
    }

    [GeneratedRegex(@"^(--platform=\S+ )?(?<image>\S+)( AS (?<name>\S+))?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex FromLine();

    [GeneratedRegex(@"\$\{([A-Z0-9_]+)\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\\[ \t]*\n")]
    private static partial Regex Continuation();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    /// <summary>One stage.</summary>
    internal sealed record Stage(string Name, string Image, IReadOnlyList<Instruction> Instructions);

    /// <summary>One instruction.</summary>
    internal sealed record Instruction(string Verb, string Text);
}
