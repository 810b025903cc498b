using System.Diagnostics;
using System.Text;

namespace Edge.Dicom.Tests.Peers;

/// <summary>Runs one of the Python scripts beside this file, which ask pydicom and DCMTK for expected values.</summary>
public static class PeerScript
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Runs a script and returns what it printed; a failure fails the test with what to install.</summary>
    public static async Task<string> RunAsync(string name, IEnumerable<string> input, params string[] arguments)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Peers", name);
        var start = new ProcessStartInfo(Python, [script, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("Python did not start.");
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        foreach (string line in input)
        {
            await process.StandardInput.WriteLineAsync(line);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(
            process.ExitCode == 0,
            $"{name} failed; it needs the Debian packages python3-pydicom, dcmtk, libgdcm-tools, libopenjp2-tools and openjph-tools, which tools/setup test installs:\n{await error}");
        return await output;
    }
}
