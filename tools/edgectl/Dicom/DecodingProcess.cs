using System.Diagnostics;
using System.Globalization;

namespace Edge.Ctl.Dicom;

/// <summary>
/// Runs this command again as a child that does the decoding: a native codec that crashes on a damaged image ends the child, and what
/// the user reads is one clear error.
/// </summary>
internal static class DecodingProcess
{
    private const int SignalBase = 128;
    private const int MaxErrorCharacters = 64 * 1024;

    /// <summary>Runs the child to its end. Its output goes where ours goes; its errors do too, unless it crashed.</summary>
    /// <param name="arguments">What the child is asked.</param>
    /// <param name="path">The image, for the error.</param>
    /// <param name="target">A file that the child writes, which must not stay when it crashed; or null.</param>
    /// <returns>The child's exit code; 1 when it crashed.</returns>
    public static int Run(IEnumerable<string> arguments, string path, string? target)
    {
        string program = Environment.ProcessPath!;
        string[] self = Path.GetFileName(program) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
        using Process child = Process.Start(new ProcessStartInfo(program, self.Concat(arguments)) { RedirectStandardError = true })!;
        string errors = ReadBounded(child.StandardError);
        child.WaitForExit();
        if (child.ExitCode <= SignalBase)
        {
            Console.Error.Write(errors);
            return child.ExitCode;
        }

        if (target is not null)
        {
            File.Delete(target);
        }

        var signal = (child.ExitCode - SignalBase).ToString(CultureInfo.InvariantCulture);
        Console.Error.WriteLine($"edgectl: {path}: the codec crashed on its pixels (signal {signal}): the image is damaged. Nothing was written.");
        return 1;
    }

    private static string ReadBounded(StreamReader reader)
    {
        char[] kept = new char[MaxErrorCharacters];
        int length = reader.ReadBlock(kept);
        char[] rest = new char[4096];
        while (reader.Read(rest) > 0)
        {
            // More than anybody reads; a full pipe would stop the child.
        }

        return new string(kept, 0, length);
    }
}
