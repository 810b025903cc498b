using Edge.Contracts;
using Edge.Runtime.Faults;
using Microsoft.AspNetCore.Connections;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Host;

/// <summary>Answers what a failing disk or database stops: 503 with what is wrong and what to do, as the fault says it, instead of a bare 500.</summary>
internal static partial class TroubleAnswer
{
    /// <summary>Middleware: goes first.</summary>
    public static async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception failure) when (IsTrouble(failure) && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            Fault fault = DiskTrouble.FaultOf(failure);
            LogStopped(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(TroubleAnswer)), fault.Code, failure);
            context.Response.ContentLength = null;
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsJsonAsync(new ApiError($"{fault.Title}. {fault.Action}"), EdgeJson.Default.ApiError, cancellationToken: context.RequestAborted);
        }
    }

    // What the asker sent, or left off sending, is an IOException too.
    private static bool IsTrouble(Exception failure) =>
        failure is SqliteException || (DiskTrouble.IsDisk(failure) && failure is not (BadHttpRequestException or ConnectionResetException));

    [LoggerMessage(8020, LogLevel.Error, "A request was stopped by the disk or the database ({Code})")]
    private static partial void LogStopped(ILogger log, string code, Exception failure);
}
