using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Edge.Ctl.Dicom;

/// <summary>Gathers outcomes: shows progress on a terminal, lists what was not sent, and sums up.</summary>
internal sealed class SendReport(bool json)
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(200);

    private readonly List<SendOutcome> _outcomes = [];
    private long _start;
    private long _lastShown;
    private int _total;

    private bool ShowsProgress => !json && !Console.IsErrorRedirected;

    /// <summary>True when no file failed and at least one was sent.</summary>
    public bool IsGood => Count(SendKind.Failed) == 0 && Count(SendKind.Sent) > 0;

    /// <summary>Sending begins.</summary>
    /// <param name="fileCount">Files to come.</param>
    public void Begin(int fileCount)
    {
        _total = fileCount;
        _start = TimeProvider.System.GetTimestamp();
    }

    /// <summary>Takes what became of a file.</summary>
    public void Add(SendOutcome outcome)
    {
        _outcomes.Add(outcome);
        if (!json && (outcome.Kind != SendKind.Sent || outcome.Detail.Length > 0))
        {
            ClearProgress();
            Console.Error.WriteLine($"{outcome.Path}: {outcome.Kind.ToString().ToLowerInvariant()}: {outcome.Detail}");
        }

        if (ShowsProgress && _total > 0 && TimeProvider.System.GetElapsedTime(_lastShown) > ProgressEvery)
        {
            _lastShown = TimeProvider.System.GetTimestamp();
            ShowProgress(string.Create(CultureInfo.InvariantCulture, $"\r{Count(SendKind.Sent)} of {_total} sent"));
        }
    }

    /// <summary>The sum, and with JSON each file.</summary>
    public void Finish()
    {
        TimeSpan elapsed = _total > 0 ? TimeProvider.System.GetElapsedTime(_start) : TimeSpan.Zero;
        long bytes = _outcomes.Sum(outcome => outcome.Bytes);
        if (json)
        {
            WriteJson(elapsed, bytes);
            return;
        }

        ClearProgress();
        double seconds = Math.Max(elapsed.TotalSeconds, 1e-3);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Count(SendKind.Sent)} sent, {Count(SendKind.Failed)} failed, {Count(SendKind.Skipped)} skipped; {bytes / 1e6:F1} MB in {elapsed.TotalSeconds:F1} s, {Count(SendKind.Sent) / seconds:F0} objects/s"));
    }

    private int Count(SendKind kind) => _outcomes.Count(outcome => outcome.Kind == kind);

    /// <summary>It moves the cursor, which standard error as others write to it cannot.</summary>
    private static void ShowProgress(string text)
    {
        using Stream terminal = Console.OpenStandardError();
        terminal.Write(Encoding.UTF8.GetBytes(text));
    }

    private void ClearProgress()
    {
        if (ShowsProgress && _lastShown != 0)
        {
            ShowProgress("\r\u001b[K");
        }
    }

    private void WriteJson(TimeSpan elapsed, long bytes)
    {
        using Stream output = Console.OpenStandardOutput();
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteNumber("sent", Count(SendKind.Sent));
        writer.WriteNumber("failed", Count(SendKind.Failed));
        writer.WriteNumber("skipped", Count(SendKind.Skipped));
        writer.WriteNumber("bytes", bytes);
        writer.WriteNumber("seconds", Math.Round(elapsed.TotalSeconds, 3));
        writer.WriteStartArray("files");
        foreach (SendOutcome outcome in _outcomes)
        {
            writer.WriteStartObject();
            writer.WriteString("path", outcome.Path);
            writer.WriteString("outcome", outcome.Kind.ToString().ToLowerInvariant());
            writer.WriteString("detail", outcome.Detail);
            writer.WriteString("sopInstanceUid", outcome.SopInstanceUid);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        output.WriteByte((byte)'\n');
    }
}
