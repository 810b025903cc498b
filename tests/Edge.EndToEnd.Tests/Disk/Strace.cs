using System.Diagnostics;
using System.Globalization;

namespace Edge.EndToEnd.Tests;

/// <summary>strace on a running process: sees its system calls, or makes some of them fail, until it is disposed.</summary>
internal sealed class Strace : IAsyncDisposable
{
    private static readonly TimeSpan AttachLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly string _output;

    private Strace(Process process, string output)
    {
        _process = process;
        _output = output;
    }

    /// <summary>Attaches to every thread. Skips the test, by name, where this user may not trace.</summary>
    /// <param name="processId">Process to trace.</param>
    /// <param name="folder">Where the trace is written.</param>
    /// <param name="expressions">Each a value of strace's option -e.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="path">Only calls on this path; null: all.</param>
    public static async Task<Strace> AttachAsync(
        int processId, TemporaryFolder folder, IEnumerable<string> expressions, CancellationToken cancellationToken, string? path = null)
    {
        string output = Path.Combine(folder.Path, Guid.NewGuid().ToString("N") + ".strace");
        string[] arguments =
        [
            "-f", "-y", "-o", output, "-p", processId.ToString(CultureInfo.InvariantCulture),
            .. path is null ? Array.Empty<string>() : ["-P", path],
            .. expressions.SelectMany(expression => (string[])["-e", expression]),
        ];
        Process process = Tool.Start("strace", "strace", arguments);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(AttachLimit);
        string? said = await process.StandardError.ReadLineAsync(limited.Token);
        if (said?.Contains("attached", StringComparison.Ordinal) != true)
        {
            Tool.Kill(process);
            process.Dispose();
            Assert.Skip($"strace may not trace here: {said}");
        }

        _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
        return new Strace(process, output);
    }

    /// <summary>Detaches and returns what was seen, one line a call.</summary>
    public async Task<IReadOnlyList<string>> DetachAsync(CancellationToken cancellationToken)
    {
        if (!_process.HasExited)
        {
            await Tool.RunAsync("/bin/kill", "procps", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)], cancellationToken);
            await _process.WaitForExitAsync(cancellationToken);
        }

        return File.Exists(_output) ? await File.ReadAllLinesAsync(_output, cancellationToken) : [];
    }

    public async ValueTask DisposeAsync()
    {
        // Killed instead of asked, strace would leave the process stopped.
        await DetachAsync(CancellationToken.None);
        _process.Dispose();
    }
}
