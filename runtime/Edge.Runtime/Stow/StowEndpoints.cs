using System.Globalization;
using System.Net;
using Edge.Contracts;
using Edge.Runtime.Inbox;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Edge.Runtime.Stow;

/// <summary>The Store transaction of PS3.18 10.5. What can be refused is refused before the body is asked for (RFC 9110 10.1.1).</summary>
internal sealed partial class StowEndpoints(
    DeviceConfig config,
    StowTokens tokens,
    StowGate gate,
    ObjectInbox inbox,
    PartReceiver parts,
    InstanceFlags flags,
    SenderReleases releases,
    TimeProvider time,
    ILogger<StowEndpoints> log)
{
    /// <summary>Where the transaction is served.</summary>
    public const string Root = "/dicom-web";

    private const long BytesPerMiB = 1024 * 1024;
    private const double BytesPerKiB = 1024;

    // RFC 2046 5.1.1 allows 70 characters; Orthanc sends 73.
    private const int BoundaryLengthMax = 200;

    private const int Listener = -1;
    private const string BearerPrefix = "Bearer ";

    private static readonly TimeSpan SlowGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryWhenBusy = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryWhenFull = TimeSpan.FromSeconds(60);

    private long _requests;

    /// <summary>Maps <c>POST /dicom-web/studies</c> and <c>POST /dicom-web/studies/{study}</c>.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost($"{Root}/studies", static (HttpContext context, StowEndpoints stow) => stow.StoreAsync(context, null));
        api.MapPost($"{Root}/studies/{{study}}", static (HttpContext context, StowEndpoints stow, string study) => stow.StoreAsync(context, study));
    }

    /// <summary>
    /// Answers a request: 1. who asks; 2. whether the answer can be read; 3. whether the body can be; 4. whether there is room; 5. the parts; 6. the
    /// answer.
    /// </summary>
    private async Task StoreAsync(HttpContext context, string? study)
    {
        // 1.
        if (NameOf(context.Request.Headers.Authorization.ToString()) is not { } token)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "Send a token that edgectl stow token makes: Authorization: Bearer TOKEN.");
            return;
        }

        // 2.
        if (ReportFormat.Choose(context.Request.Query.TryGetValue("accept", out var asked) ? asked : context.Request.Headers.Accept) is not { } format)
        {
            await RefuseAsync(context, StatusCodes.Status406NotAcceptable, $"The answer is {ReportFormat.Json} or {ReportFormat.Xml}.");
            return;
        }

        // 3.
        if (!TryReadBoundary(context.Request.ContentType, out string boundary, out int status, out string problem))
        {
            await RefuseAsync(context, status, problem);
            return;
        }

        if (study is not null && !ObjectHeader.IsUsable(study))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "The study in the path is no UID.");
            return;
        }

        StowConfig stow = config.Web.Stow!;
        if (context.Request.ContentLength > stow.MaxRequestMiB * BytesPerMiB)
        {
            await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, $"A request may have {stow.MaxRequestMiB} MiB. Send fewer objects at once.");
            return;
        }

        // 4.
        if (!inbox.Space.HasRoom())
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "The disk is too full to receive. Try again later.", RetryWhenFull);
            return;
        }

        if (!gate.TryEnter())
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "Enough requests are being received. Try again later.", RetryWhenBusy);
            return;
        }

        long request = Interlocked.Increment(ref _requests);
        releases.Opened(Listener, request, token);
        bool isAnswered = false;
        try
        {
            await ReceiveAsync(context, new StowSender(token, Source(context), study), boundary, format);
            isAnswered = true;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            LogGone(token);
        }
        finally
        {
            releases.Ended(Listener, request, isAnswered);
            gate.Leave();
        }
    }

    private async Task ReceiveAsync(HttpContext context, StowSender sender, string boundary, string format)
    {
        long began = time.GetTimestamp();
        StowConfig stow = config.Web.Stow!;
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = stow.MaxRequestMiB * BytesPerMiB;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = new MinDataRate(stow.MinKiBPerSecond * BytesPerKiB, SlowGrace);
        }

        // 5.
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(stow.MaxRequestSeconds), time);
        var reader = new StoreRequestReader(parts, stow);
        RequestEnd end = await reader.ReadAsync(context.Request.Body, boundary, sender, late.Token, context.RequestAborted);

        // 6.
        IReadOnlyDictionary<string, string> flagged = flags.Of(
            [.. reader.Results.Where(result => result.Outcome.Status.IsSuccess).Select(result => result.SopInstanceUid)]);
        var report = new StoreReport(reader.Results, flagged, end);
        HttpResponse response = context.Response;
        response.StatusCode = report.HttpStatus;
        response.ContentType = format;
        if (response.StatusCode == StatusCodes.Status503ServiceUnavailable)
        {
            SetRetry(response, RetryWhenFull);
        }

        if (end != RequestEnd.Whole)
        {
            // What is left of the body is not worth reading.
            response.Headers.Connection = "close";
        }

        LogDone(sender.Token, end, report.StoredCount, reader.Results.Count - report.StoredCount, time.GetElapsedTime(began));
        await response.Body.WriteAsync(ReportFormat.Write(report.ToDataset(), format), context.RequestAborted);
    }

    private string? NameOf(string authorization) => authorization.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
        ? tokens.Find(authorization[BearerPrefix.Length..].Trim())
        : null;

    private static bool TryReadBoundary(string? contentType, out string boundary, out int status, out string problem)
    {
        boundary = "";
        status = StatusCodes.Status415UnsupportedMediaType;
        problem = "Send multipart/related; type=\"application/dicom\".";
        MultipartType type = MultipartType.Parse(contentType);
        if (type.MediaType != "multipart/related" || !type["type"].Equals("application/dicom", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        status = StatusCodes.Status400BadRequest;
        problem = $"Send a boundary of 1 to {BoundaryLengthMax} characters.";
        boundary = type["boundary"];
        return boundary.Length is > 0 and <= BoundaryLengthMax;
    }

    private static string Source(HttpContext context)
    {
        IPAddress? address = context.Connection.RemoteIpAddress;
        IPAddress? plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is null ? "" : new UriBuilder(context.Request.Scheme, plain.ToString()).Uri.GetLeftPart(UriPartial.Authority);
    }

    private static async Task RefuseAsync(HttpContext context, int status, string why, TimeSpan? retry = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        if (retry is { } wait)
        {
            SetRetry(context.Response, wait);
        }

        await context.Response.WriteAsync(why + "\n", context.RequestAborted);
    }

    private static void SetRetry(HttpResponse response, TimeSpan wait) =>
        response.Headers.RetryAfter = ((int)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    [LoggerMessage(9001, LogLevel.Information, "A store request of {Token} ended ({End}): {Stored} stored, {Refused} refused in {Duration}")]
    private partial void LogDone(string token, RequestEnd end, int stored, int refused, TimeSpan duration);

    [LoggerMessage(9002, LogLevel.Warning, "A store request of {Token} broke off")]
    private partial void LogGone(string token);
}
