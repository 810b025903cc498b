using System.Text;

namespace Edge.Runtime.Jobs;

/// <summary>
/// Forwards what the inference process and its native libraries print to the log: lines are cut at a length, and of many lines in a short
/// time only their number is kept.
/// </summary>
internal sealed partial class StderrLines(TimeProvider time, ILogger<StderrLines> log)
{
    private const int LineLengthMax = 2000;
    private const int LinesPerPeriodMax = 200;
    private const int BufferBytes = 4096;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Tells that reading the other stream, which carries messages, failed in a way nobody foresaw.</summary>
    public void TellFault(Exception fault) => LogFault(fault);

    /// <summary>Reads until the stream ends.</summary>
    public async Task ForwardAsync(Stream stderr)
    {
        byte[] buffer = new byte[BufferBytes];
        var line = new StringBuilder();
        long periodBegan = time.GetTimestamp();
        int lines = 0;
        try
        {
            int read;
            while ((read = await stderr.ReadAsync(buffer)) > 0)
            {
                if (time.GetElapsedTime(periodBegan) > Period)
                {
                    Summarize(lines);
                    periodBegan = time.GetTimestamp();
                    lines = 0;
                }

                lines = Take(buffer.AsSpan(0, read), line, lines);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            LogBroken(exception.Message);
        }

        if (line.Length > 0)
        {
            lines = Emit(line, lines);
        }

        Summarize(lines);
    }

    private int Take(ReadOnlySpan<byte> bytes, StringBuilder line, int lines)
    {
        foreach (byte value in bytes)
        {
            if (value == (byte)'\n')
            {
                lines = Emit(line, lines);
            }
            else if (line.Length < LineLengthMax)
            {
                // Control characters could forge log lines or drive a terminal; what is not ASCII is of no use here.
                line.Append(value is >= 0x20 and < 0x7F ? (char)value : '?');
            }
        }

        return lines;
    }

    private int Emit(StringBuilder line, int lines)
    {
        if (lines < LinesPerPeriodMax && line.Length > 0)
        {
            LogLine(line.ToString());
        }

        line.Clear();
        return lines + 1;
    }

    private void Summarize(int lines)
    {
        if (lines > LinesPerPeriodMax)
        {
            LogSuppressed(lines - LinesPerPeriodMax);
        }
    }

    [LoggerMessage(3020, LogLevel.Information, "Inference process: {Line}")]
    private partial void LogLine(string line);

    [LoggerMessage(3021, LogLevel.Warning, "Left {Count} more lines of the inference process out of the log")]
    private partial void LogSuppressed(int count);

    [LoggerMessage(3022, LogLevel.Debug, "Reading what the inference process prints ended: {Reason}")]
    private partial void LogBroken(string reason);

    [LoggerMessage(3023, LogLevel.Error, "Reading the messages of the inference process failed")]
    private partial void LogFault(Exception fault);
}
