using System.Text.Json.Serialization.Metadata;
using Edge.Contracts;
using Edge.Runtime.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Health;

/// <summary>Answers of the page's endpoints.</summary>
internal static class PageAnswer
{
    /// <summary>A value.</summary>
    public static JsonHttpResult<T> Of<T>(T value, JsonTypeInfo<T> type) => TypedResults.Json(value, type);

    /// <summary>An action was done.</summary>
    public static JsonHttpResult<ActionDone> Done(string what) => TypedResults.Json(new ActionDone(what), PageJson.Default.ActionDone);

    /// <summary>It cannot be done, and why.</summary>
    public static JsonHttpResult<ApiError> Refuse(int status, string why) => TypedResults.Json(new ApiError(why), EdgeJson.Default.ApiError, statusCode: status);

    /// <summary>Who asks; only of endpoints with a role.</summary>
    public static PageCaller Caller(HttpContext context) => context.Features.Get<PageCaller>() ?? throw new InvalidOperationException("This endpoint asks for no role.");
}
