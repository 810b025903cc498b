using Edge.Contracts;
using Edge.Runtime.Audit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Stow;

/// <summary>Tokens for objects over HTTP, for the local socket only.</summary>
internal static class StowTokenEndpoints
{
    /// <summary>Maps <c>GET /v1/stow/tokens</c>, <c>POST</c> and <c>DELETE /v1/stow/tokens/{name}</c>.</summary>
    public static void MapLocal(IEndpointRouteBuilder api)
    {
        api.MapGet("/v1/stow/tokens", static (StowTokens tokens) => TypedResults.Json(tokens.List(), EdgeJson.Default.IReadOnlyListStowTokenView));
        api.MapPost("/v1/stow/tokens/{name}", Make).Audit(AuditKind.SecurityConfiguration, static context => $"A token for objects over HTTP was made for {context.GetRouteValue("name")}.");
        api.MapDelete("/v1/stow/tokens/{name}", Remove).Audit(AuditKind.SecurityConfiguration, static context => $"The token for objects over HTTP of {context.GetRouteValue("name")} was taken back.");
    }

    private static JsonHttpResult<StowTokenMade> Made(string name, string token) => TypedResults.Json(new StowTokenMade(name, token), EdgeJson.Default.StowTokenMade);

    private static IResult Make(string name, StowTokens tokens)
    {
        if (!StowTokens.IsName(name))
        {
            return Refuse(StatusCodes.Status400BadRequest, $"'{name}' is no name. Write 1 to 16 of A-Z a-z 0-9 - _: objects are shown as coming from it.");
        }

        return tokens.Make(name) is { } token
            ? Made(name, token)
            : Refuse(StatusCodes.Status409Conflict, $"There are {StowTokens.TokensMax} tokens, and no more are kept. Take one back with edgectl stow remove.");
    }

    private static IResult Remove(string name, StowTokens tokens) => tokens.Remove(name)
        ? TypedResults.Json(tokens.List(), EdgeJson.Default.IReadOnlyListStowTokenView)
        : Refuse(StatusCodes.Status404NotFound, $"There is no token of {name}. edgectl stow list shows what there is.");

    private static JsonHttpResult<ApiError> Refuse(int status, string why) =>
        TypedResults.Json(new ApiError(why), EdgeJson.Default.ApiError, statusCode: status);
}
