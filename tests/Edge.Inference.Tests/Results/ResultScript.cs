using System.Diagnostics;

namespace Edge.Inference.Tests.Results;

/// <summary>Runs one of the Python scripts beside this file.</summary>
internal static class ResultScript
{
    /// <summary>Runs a script and returns what it printed; a failure fails the test with what to install.</summary>
    public static async Task<string> RunAsync(string name, params string[] arguments)
    {
        string script = Path.Combine(TestFolders.Repository, "tests", "Edge.Inference.Tests", "Results", name);
        var start = new ProcessStartInfo("/usr/bin/python3", [script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("Python did not start.");
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(
            process.ExitCode == 0,
            $"{name} failed; it needs the Debian packages python3-pydicom, python3-gdcm, dcmtk, dicom3tools and orthanc, which tools/setup test installs:\n{await error}");
        return output;
    }
}
