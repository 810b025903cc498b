using System.ComponentModel;
using System.Diagnostics;

namespace Edge.Dicom.Tests.Network;

/// <summary>A program of another maker that takes part in a test.</summary>
public sealed record PeerProgram(int ExitCode, string Output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs a program of DCMTK to its end.</summary>
    public static async Task<PeerProgram> RunAsync(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new PeerProgram(process.ExitCode, await output + await errors);
    }

    /// <summary>Starts a program that stays up; the caller kills it.</summary>
    public static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException($"{program} is not installed: apt-get install dcmtk", missing);
        }
    }
}
