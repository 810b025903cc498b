using System.CommandLine;
using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Ctl.Model;

/// <summary><c>edgectl model check DIR</c>: every problem of a release directory at once, before it is signed.</summary>
internal static class ModelCheck
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var directory = new Argument<string>("DIR") { Description = "Release directory: manifest.json, model.onnx and what belongs to them." };
        var command = new Command("check", "Reports every problem of a model release, each with its path in the manifest and what to write instead.") { directory };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(directory)));
        return command;
    }

    private static int Run(string directory)
    {
        if (!Directory.Exists(directory))
        {
            Console.Error.WriteLine($"{directory}: there is no such directory. Name a release, for example tools/models/releases/phantom-radiograph/1.0.0.");
            return 1;
        }

        IReadOnlyList<ReleaseProblem> problems;
        try
        {
            problems = ReleaseCheck.Check(directory, static keyword => DicomDictionary.TryFindKeyword(keyword, out _));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{directory}: {exception.Message} Check the path and its permissions.");
            return 1;
        }

        foreach (ReleaseProblem problem in problems)
        {
            Console.Error.WriteLine($"{Path.Combine(directory, problem.File)}: {problem.Problem}");
        }

        if (problems.Count > 0)
        {
            Console.Error.WriteLine($"{problems.Count} problem{(problems.Count == 1 ? string.Empty : "s")}.");
            return 1;
        }

        Console.WriteLine($"{directory}: ok");
        return 0;
    }
}
