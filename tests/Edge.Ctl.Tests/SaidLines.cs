using System.Text;
using System.Threading.Channels;

namespace Edge.Ctl.Tests;

/// <summary>A writer whose lines a test can wait for.</summary>
internal sealed class SaidLines : TextWriter
{
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(1000);

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>How many lines nobody has taken yet.</summary>
    public int Waiting => _lines.Reader.Count;

    public override Task WriteLineAsync(string? value)
    {
        _lines.Writer.TryWrite(value ?? "");
        return Task.CompletedTask;
    }

    public async Task<string> NextAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        return await _lines.Reader.ReadAsync(deadline.Token);
    }
}
