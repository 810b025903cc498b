using System.Net.Mime;
using Edge.Contracts;
using Edge.Runtime.Access;
using Edge.Runtime.Audit;
using Edge.Runtime.Maintenance;
using Edge.Runtime.Outbox;
using Edge.Runtime.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Host;

/// <summary>What the update agent has the runtime do for central operations, once it has verified who asks. Each use is in the audit log under the name of who gave the command.</summary>
internal static class CommandEndpoints
{
    /// <summary>Where everything about commands begins.</summary>
    public const string Root = "/v1/commands";

    private const string Refused = "refused";

    /// <summary>
    /// Maps what is for the local socket only: <c>POST /v1/commands/collect-logs</c>, which answers with a ZIP file, <c>send-again</c>, <c>restart</c>, and <c>refused</c>,
    /// which does nothing but write that somebody was.
    /// </summary>
    public static void MapLocal(IEndpointRouteBuilder api)
    {
        api.MapPost($"{Root}/{DeviceCommand.CollectLogs}", static (HttpContext context, SupportBundle bundle, AuditLog audit) =>
            ActAsync(context, audit, AuditKind.Export, static _ => "A support bundle was made for central operations.", _ => TypedResults.File(bundle.Make(), MediaTypeNames.Application.Zip)));
        api.MapPost($"{Root}/{DeviceCommand.SendAgain}", static (HttpContext context, OutboxTable table, PacsPeers peers, StageSignals signals, AuditLog audit) =>
            ActAsync(
                context,
                audit,
                AuditKind.ApplicationActivity,
                static order => $"All that was set aside for {order.Destination ?? "any destination"} was sent again.",
                order => SendAgain(order, table, peers, signals)));
        api.MapPost($"{Root}/{DeviceCommand.Restart}", static (HttpContext context, IHostApplicationLifetime lifetime, AuditLog audit) =>
            ActAsync(context, audit, AuditKind.ApplicationActivity, static _ => "The appliance was told to start again.", _ => Restart(lifetime)));
        api.MapPost($"{Root}/{Refused}", static (HttpContext context, AuditLog audit) =>
            ActAsync(context, audit, AuditKind.RestrictedFunction, static _ => "A command was refused.", static _ => Report("It is in the audit log.")));
    }

    private static async Task<IResult> ActAsync(HttpContext context, AuditLog audit, AuditKind kind, Func<CommandOrder, string> what, Func<CommandOrder, IResult> act)
    {
        if (await JsonBody.ReadAsync(context.Request, EdgeJson.Default.CommandOrder) is not { } order)
        {
            return TypedResults.Json(new ApiError("This is no order. Use an update agent of the same version."), EdgeJson.Default.ApiError, statusCode: StatusCodes.Status400BadRequest);
        }

        AuditOutcome outcome = AuditOutcome.SeriousFailure;
        try
        {
            IResult answer = act(order);
            bool isRefusal = kind == AuditKind.RestrictedFunction || answer is IStatusCodeHttpResult { StatusCode: >= StatusCodes.Status400BadRequest };
            outcome = isRefusal ? AuditOutcome.MinorFailure : AuditOutcome.Success;
            return answer;
        }
        finally
        {
            Note(audit, kind, order, what(order), outcome);
        }
    }

    private static void Note(AuditLog audit, AuditKind kind, CommandOrder order, string what, AuditOutcome outcome) =>
        audit.Append(new AuditEvent(kind, AuditActor.Operations(PlainText.OneLine(order.By)), $"{what} Command {order.Id}, signed by {order.Keys}.", outcome));

    private static IResult SendAgain(CommandOrder order, OutboxTable table, PacsPeers peers, StageSignals signals)
    {
        string[] destinations = order.Destination is { } one ? [one] : [.. peers.All.Select(peer => peer.Destination), OutboxDestination.MqttResults];
        int rows = 0;
        foreach (string destination in destinations)
        {
            PacsPeer? peer = peers.Find(destination);
            if (peer is null && destination != OutboxDestination.MqttResults)
            {
                return TypedResults.Json(new ApiError($"There is no destination '{destination}'."), EdgeJson.Default.ApiError, statusCode: StatusCodes.Status404NotFound);
            }

            rows += table.SendAgain(destination);
            peer?.Circuit.TryNow();
        }

        signals.OutboxFilled.Raise();
        return Report($"{rows} rows of {string.Join(", ", destinations)} are sent again.");
    }

    /// <summary>The server ends after what it is answering, so that the answer still goes out.</summary>
    private static JsonHttpResult<CommandReport> Restart(IHostApplicationLifetime lifetime)
    {
        lifetime.StopApplication();
        return Report("The appliance ends in order; its service starts it again.");
    }

    private static JsonHttpResult<CommandReport> Report(string detail) => TypedResults.Json(new CommandReport(detail), EdgeJson.Default.CommandReport);
}
