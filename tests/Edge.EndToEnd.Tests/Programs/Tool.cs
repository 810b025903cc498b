using System.ComponentModel;
using System.Diagnostics;

namespace Edge.EndToEnd.Tests;

/// <summary>Runs a program to its end.</summary>
internal static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Runs <paramref name="program"/>, which the Debian package <paramref name="package"/> brings.</summary>
    public static async Task<Outcome> RunAsync(string program, string package, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using Process process = Start(program, package, arguments);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Limit);
        try
        {
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync(limited.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(limited.Token);
            await process.WaitForExitAsync(limited.Token);
            return new Outcome(process.ExitCode, await output, await errors);
        }
        finally
        {
            Kill(process);
        }
    }

    /// <summary>Starts it with all three streams redirected.</summary>
    public static Process Start(string program, string package, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException($"{program} does not start ({exception.Message}). Run tools/setup, which installs the package {package}.", exception);
        }
    }

    /// <summary>Ends a process that may have ended already, with SIGKILL, and waits for it.</summary>
    public static void Kill(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: false);
            process.WaitForExit();
        }
    }
}
