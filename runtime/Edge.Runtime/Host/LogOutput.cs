using Microsoft.Extensions.Logging.Console;

namespace Edge.Runtime.Host;

/// <summary>Logs go to standard error, one line each, in UTC: standard output carries the ready line alone.</summary>
internal static class LogOutput
{
    private const string TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";

    /// <summary>Sets up logging.</summary>
    public static void Configure(ILoggingBuilder logging)
    {
        // The host writes a stack for what Program and Appliance say in one line: an address that cannot be had, and a worker that failed.
        logging.SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        logging.AddSimpleConsole(format =>
        {
            format.SingleLine = true;
            format.UseUtcTimestamp = true;
            format.TimestampFormat = TimestampFormat;
            format.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
