using System.Text;
using Edge.Runtime.Jobs;
using Microsoft.Extensions.Logging;

namespace Edge.Runtime.Tests.Jobs;

public sealed class StderrLinesTests : ILogger<StderrLines>
{
    private readonly List<string> _logged = [];

    [Fact]
    public async Task ForwardAsync_Lines_AreLogged()
    {
        Assert.Equal(["Inference process: first", "Inference process: last without an end"], await ForwardAsync("first\n\nlast without an end"));
    }

    [Fact]
    public async Task ForwardAsync_ControlCharacters_CannotDriveATerminalOrForgeALine()
    {
        Assert.Equal(["Inference process: ?[31mred?2026 forged"], await ForwardAsync("\u001b[31mred\r2026 forged\n"));
    }

    [Fact]
    public async Task ForwardAsync_LongLine_IsCut() =>
        Assert.Equal("Inference process: ".Length + 2000, Assert.Single(await ForwardAsync(new string('x', 1_000_000) + "\n")).Length);

    [Fact]
    public async Task ForwardAsync_ManyLines_OnlyTheirNumberIsKept()
    {
        IReadOnlyList<string> logged = await ForwardAsync(string.Concat(Enumerable.Repeat("again\n", 100_000)));
        Assert.Equal(201, logged.Count);
        Assert.Equal("Left 99800 more lines of the inference process out of the log", logged[^1]);
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _logged.Add(formatter(state, exception));

    private async Task<IReadOnlyList<string>> ForwardAsync(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await new StderrLines(new ManualTime(), this).ForwardAsync(stream);
        return _logged;
    }
}
