using Edge.Contracts;

namespace Edge.Runtime.Audit;

/// <summary>Has every use of an endpoint written into the audit log, with who asked and how it came out.</summary>
internal static class AuditedEndpoint
{
    /// <summary>Adds the entry after the answer is made. An answer of 400 and above is a minor failure.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="kind">What kind of event.</param>
    /// <param name="what">What was asked, in words, from the request; no patient data, no UID.</param>
    /// <param name="study">Name of the route value that is a Study Instance UID; null: none.</param>
    public static RouteHandlerBuilder Audit(this RouteHandlerBuilder endpoint, AuditKind kind, Func<HttpContext, string> what, string? study = null) =>
        endpoint.AddEndpointFilter(async (invocation, next) =>
        {
            HttpContext context = invocation.HttpContext;
            AuditOutcome outcome = AuditOutcome.SeriousFailure;
            try
            {
                object? answer = await next(invocation);
                outcome = StatusOf(answer, context) >= StatusCodes.Status400BadRequest ? AuditOutcome.MinorFailure : AuditOutcome.Success;
                return answer;
            }
            finally
            {
                context.RequestServices.GetRequiredService<AuditLog>().Append(new AuditEvent(
                    kind, AuditActor.Of(context.User), what(context), outcome, study is null ? null : context.GetRouteValue(study) as string));
            }
        });

    private static int StatusOf(object? answer, HttpContext context) => answer switch
    {
        INestedHttpResult nested => StatusOf(nested.Result, context),
        IStatusCodeHttpResult { StatusCode: { } status } => status,
        _ => context.Response.StatusCode,
    };
}
