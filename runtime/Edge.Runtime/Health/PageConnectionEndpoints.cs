using System.Globalization;
using Edge.Contracts;
using Edge.Mqtt;
using Edge.Runtime.Access;
using Edge.Runtime.Outbox;
using Edge.Runtime.Store;
using Edge.Runtime.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Health;

/// <summary>What the page shows of connections, and its test buttons.</summary>
internal static class PageConnectionEndpoints
{
    private static readonly TimeSpan BrokerLimit = TimeSpan.FromSeconds(10);

    /// <summary>Maps <c>/page/connections</c>.</summary>
    public static void MapPage(IEndpointRouteBuilder api)
    {
        api.MapGet("/page/connections", static (Connections connections) => PageAnswer.Of(connections.Now(), PageJson.Default.ConnectionsView)).For(UserRole.Viewer);
        api.MapPost("/page/connections/archives/{name}/echo", EchoAsync).For(UserRole.Technician);
        api.MapPost("/page/connections/archives/{name}/store", StoreAsync).For(UserRole.Technician);
        api.MapPost("/page/connections/archives/{name}/send", SendAll).For(UserRole.Technician);
        api.MapPost("/page/connections/broker/test", BrokerAsync).For(UserRole.Technician);
    }

    private static Task<IResult> EchoAsync(string name, HttpContext context, PacsPeers peers, ArchiveTest test, ActionLog actions) =>
        TestAsync(name, context, peers, actions, "Tried C-ECHO at", test.EchoAsync);

    private static Task<IResult> StoreAsync(string name, HttpContext context, PacsPeers peers, ArchiveTest test, ActionLog actions) =>
        TestAsync(name, context, peers, actions, "Sent a test object to", test.SendAsync);

    private static async Task<IResult> TestAsync(
        string name,
        HttpContext context,
        PacsPeers peers,
        ActionLog actions,
        string what,
        Func<PacsConfig, CancellationToken, Task<(bool IsWell, string Words)>> test)
    {
        if (peers.All.FirstOrDefault(peer => peer.Config.Name == name) is not { } peer)
        {
            return Unknown(name);
        }

        // Before it is done: a browser that leaves meanwhile must not leave it out.
        actions.Did(PageAnswer.Caller(context).Name, $"{what} archive {name}.");
        (bool isWell, string words) = await test(peer.Config, context.RequestAborted);
        if (isWell)
        {
            peer.Circuit.TryNow();
        }

        return isWell ? PageAnswer.Done(words) : PageAnswer.Refuse(StatusCodes.Status502BadGateway, words);
    }

    private static IResult SendAll(string name, HttpContext context, PacsPeers peers, OutboxTable table, StageSignals signals, ActionLog actions)
    {
        if (peers.All.FirstOrDefault(peer => peer.Config.Name == name) is not { } peer)
        {
            return Unknown(name);
        }

        int rows = table.SendAgain(peer.Destination);
        peer.Circuit.TryNow();
        signals.OutboxFilled.Raise();
        actions.Did(PageAnswer.Caller(context).Name, string.Create(CultureInfo.InvariantCulture, $"Had {rows} objects sent again to archive {name}."));
        return PageAnswer.Done(string.Create(CultureInfo.InvariantCulture, $"{rows} objects are sent again to {name} now."));
    }

    // The retained state is said once more: the broker's answer to it is a round trip, and nobody else notices.
    private static async Task<IResult> BrokerAsync(HttpContext context, IServiceProvider services, TimeProvider time, ActionLog actions)
    {
        if (services.GetService<BrokerServices>()?.Link is not { } link || services.GetService<DevicePayloads>() is not { } payloads)
        {
            return PageAnswer.Refuse(StatusCodes.Status409Conflict, "No broker is configured.");
        }

        actions.Did(PageAnswer.Caller(context).Name, "Tried a round trip to the broker.");
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limited.CancelAfter(BrokerLimit);
        long began = time.GetTimestamp();
        try
        {
            MqttReasonCode answer = await link.PublishAsync(payloads.State(DevicePresence.Online, time.GetUtcNow()), limited.Token);
            return answer < MqttReasonCode.UnspecifiedError
                ? PageAnswer.Done(string.Create(CultureInfo.InvariantCulture, $"The broker answered after {time.GetElapsedTime(began).TotalMilliseconds:0} ms."))
                : PageAnswer.Refuse(StatusCodes.Status502BadGateway, $"The broker refuses it: {answer}. Check its access rules for this appliance's topics.");
        }
        catch (Exception failure) when (failure is MqttException or InvalidOperationException)
        {
            return PageAnswer.Refuse(StatusCodes.Status502BadGateway, $"The broker was not reached: {failure.Message}");
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return PageAnswer.Refuse(StatusCodes.Status502BadGateway, $"The broker did not answer within {BrokerLimit.TotalSeconds:0} s.");
        }
    }

    private static JsonHttpResult<ApiError> Unknown(string name) => PageAnswer.Refuse(StatusCodes.Status404NotFound, $"There is no archive {name}.");
}
