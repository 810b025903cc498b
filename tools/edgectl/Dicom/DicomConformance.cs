using System.CommandLine;
using Edge.Dicom.Network;

namespace Edge.Ctl.Dicom;

/// <summary><c>edgectl dicom conformance PAGE</c>: makes the tables of the conformance statement anew.</summary>
internal static class DicomConformance
{
    public static Command Create()
    {
        var page = new Argument<string>("PAGE") { Description = "The statement, in Markdown: docs/conformance.md." };
        var command = new Command("conformance", "Write the tables of the conformance statement anew, from the code.") { page };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(page)));
        return command;
    }

    private static int Run(string path)
    {
        try
        {
            File.WriteAllText(path, ConformancePage.Refresh(File.ReadAllText(path)));
            return 0;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or FormatException)
        {
            Console.Error.WriteLine($"edgectl: {path}: {wrong.Message}");
            return 1;
        }
    }
}
