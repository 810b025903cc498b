using System.Text.RegularExpressions;
using static Edge.Tidy.Tests.ContainerFile;

namespace Edge.Tidy.Tests;

/// <summary>
/// What hadolint would say of a Dockerfile, as far as its rules concern ours (their numbers are its own), and that every file it copies is there. The
/// linter itself is in none of the places that tools/setup installs from.
/// </summary>
internal static partial class ContainerRule
{
    public static IEnumerable<string> Violations(SourceTree tree) =>
        tree.Files.Where(file => file.Name.StartsWith("Dockerfile", StringComparison.Ordinal)).SelectMany(file =>
            Violations(ContainerFile.Parse(file.Text), tree).Select(trouble => $"{file.Path}: {trouble}"));

    private static IEnumerable<string> Violations(ContainerFile file, SourceTree tree)
    {
        var before = new HashSet<string>(StringComparer.Ordinal);
        foreach (Stage stage in file.Stages)
        {
            foreach (string trouble in Base(stage, before).Concat(Instructions(file, stage, before, tree)))
            {
                yield return trouble;
            }

            if (!before.Add(stage.Name))
            {
                yield return $"the stage '{stage.Name}' has no name of its own (DL3024).";
            }
        }

        foreach (Stage last in file.Stages.Where(stage => file.Stages.All(other => other.Image != stage.Name) && stage.Instructions.Any(line => line.Verb is "CMD" or "ENTRYPOINT")))
        {
            Instruction? user = file.Chain(last.Name).SelectMany(stage => stage.Instructions).LastOrDefault(line => line.Verb == "USER");
            if (user is null || user.Text is "root" or "0")
            {
                yield return $"the image '{last.Name}' runs as root (DL3002).";
            }
        }
    }

    private static IEnumerable<string> Base(Stage stage, HashSet<string> before)
    {
        if (before.Contains(stage.Image))
        {
            yield break;
        }

        string tag = stage.Image.Contains(':', StringComparison.Ordinal) ? stage.Image[(stage.Image.LastIndexOf(':') + 1)..] : "";
        if (tag.Length == 0 || tag == "latest" || tag.Contains('$', StringComparison.Ordinal))
        {
            yield return $"the base '{stage.Image}' is not pinned by a tag (DL3006, DL3007).";
        }
    }

    private static IEnumerable<string> Instructions(ContainerFile file, Stage stage, HashSet<string> before, SourceTree tree)
    {
        foreach (Instruction line in stage.Instructions)
        {
            string? trouble = line.Verb switch
            {
                "ADD" => "ADD where COPY would do (DL3020).",
                "MAINTAINER" => "MAINTAINER is deprecated (DL4000).",
                "WORKDIR" when !line.Text.StartsWith('/') => $"WORKDIR {line.Text} is relative (DL3000).",
                "CMD" or "ENTRYPOINT" when !line.Text.StartsWith('[') => $"{line.Verb} is no JSON list, so that a shell takes its signals (DL3025).",
                "EXPOSE" when line.Text.Split(' ').Any(port => !int.TryParse(port, out int number) || number is < 1 or > 65535) => $"EXPOSE {line.Text} (DL3011).",
                "RUN" => Run(stage, line.Text),
                _ => null,
            };
            if (trouble is not null)
            {
                yield return trouble;
            }

            foreach (string missing in line.Verb == "COPY" ? Copied(line.Text, before, tree) : [])
            {
                yield return missing;
            }
        }

        if (stage.Instructions.Where(line => line.Verb == "RUN").SelectMany(line => Clones().Matches(line.Text)).Any(clone => !PinnedTag().IsMatch(file.Expand(clone.Value))))
        {
            yield return "git clone without --branch of a version.";
        }
    }

    private static string? Run(Stage stage, string text)
    {
        bool installs = text.Contains("apt-get install", StringComparison.Ordinal);
        bool hasPipefail = stage.Instructions.Any(line => line.Verb == "SHELL" && line.Text.Contains("pipefail", StringComparison.Ordinal));
        return installs && !text.Contains("--no-install-recommends", StringComparison.Ordinal) ? "apt-get install without --no-install-recommends (DL3015)."
            : installs && !AptYes().IsMatch(text) ? "apt-get install asks (DL3014)."
            : installs && !text.Contains("rm -rf /var/lib/apt/lists/*", StringComparison.Ordinal) ? "apt-get leaves its lists (DL3009)."
            : AptAlone().IsMatch(text) ? "apt where apt-get is meant (DL3027)."
            : text.Contains("sudo ", StringComparison.Ordinal) ? "sudo (DL3004)."
            : text.Contains("dist-upgrade", StringComparison.Ordinal) ? "dist-upgrade (DL3005)."
            : CdAlone().IsMatch(text) ? "cd where WORKDIR would do (DL3003)."
            : PipInstall().Match(text) is { Success: true } pip && !Pinned(pip.Groups["what"].Value) ? "pip install of no version, or with its cache (DL3013, DL3042)."
            : PipeAlone().IsMatch(text) && !hasPipefail ? "a pipe without SHELL with pipefail (DL4006)."
            : null;
    }

    private static bool Pinned(string what)
    {
        string[] words = what.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Contains("--no-cache-dir") && words.Where(word => !word.StartsWith('-')).All(word => word.Contains("==", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Copied(string text, HashSet<string> before, SourceTree tree)
    {
        string[] words = text.Split(' ');
        string? from = words.FirstOrDefault(word => word.StartsWith("--from=", StringComparison.Ordinal))?["--from=".Length..];
        if (from is not null)
        {
            if (!before.Contains(from))
            {
                yield return $"COPY --from={from}, which is no stage before it (DL3022).";
            }

            yield break;
        }

        foreach (string source in words.Where(word => !word.StartsWith("--", StringComparison.Ordinal)).SkipLast(1))
        {
            if (source != "." && !tree.Files.Any(file => file.Path == source || file.Path.StartsWith(source.TrimEnd('/') + "/", StringComparison.Ordinal)))
            {
                yield return $"COPY {source}, which is not in the repository.";
            }
        }
    }

    [GeneratedRegex(@"git clone [^&|;]*")]
    private static partial Regex Clones();

    [GeneratedRegex(@"--branch ""?v\d+\.\d+")]
    private static partial Regex PinnedTag();

    [GeneratedRegex(@"apt-get install[^&|;]* (-y|--yes)\b")]
    private static partial Regex AptYes();

    [GeneratedRegex(@"(^|[;&|] *)apt +install")]
    private static partial Regex AptAlone();

    [GeneratedRegex(@"(^|[;&|] *)cd +[^;&|]*$")]
    private static partial Regex CdAlone();

    [GeneratedRegex(@"pip3? install (?<what>[^&|;]*)")]
    private static partial Regex PipInstall();

    [GeneratedRegex(@"[^|]\|[^|]")]
    private static partial Regex PipeAlone();
}
