using System.Net.Mime;
using Edge.Contracts;
using Edge.Runtime.Audit;
using Edge.Runtime.Faults;

namespace Edge.Runtime.Inbox;

/// <summary>Verification over the API.</summary>
internal static class VerifyEndpoints
{
    private const long BytesPerMiB = 1024 * 1024;
    private const int RateMaxMiB = 1024 * 1024;

    /// <summary>
    /// Maps <c>POST /v1/inbox/verify?mibPerSecond=N</c> for the local socket only. It answers with a line of JSON for each <see cref="VerifyMessage"/> while
    /// it works, and ends early when the caller leaves; 409 while another one runs.
    /// </summary>
    public static void MapLocal(IEndpointRouteBuilder api) => api.MapPost("/v1/inbox/verify", VerifyAsync)
        .Audit(AuditKind.ApplicationActivity, static _ => "The stored objects were compared with their digests.");

    private static async Task VerifyAsync(HttpContext context, InboxVerifier verifier, LostFiles lost, FaultBoard faults, IHostApplicationLifetime host, int mibPerSecond)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        try
        {
            VerifyReport? report = await verifier.RunAsync(
                Math.Clamp(mibPerSecond, 0, RateMaxMiB) * BytesPerMiB, message => TellAsync(context, message, ended.Token), ended.Token);
            if (report is null)
            {
                context.Response.StatusCode = StatusCodes.Status409Conflict;
                await context.Response.WriteAsJsonAsync(
                    new ApiError("Another verification runs. Wait for its end, or end it."), EdgeJson.Default.ApiError, cancellationToken: ended.Token);
                return;
            }

            lost.Report(faults);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The caller left, or the appliance stops.
        }
    }

    private static async Task TellAsync(HttpContext context, VerifyMessage message, CancellationToken cancellationToken)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = MediaTypeNames.Application.JsonSequence;
        }

        await context.Response.BodyWriter.WriteAsync(VerifyLine.Encode(message), cancellationToken);
        await context.Response.BodyWriter.FlushAsync(cancellationToken);
    }
}
